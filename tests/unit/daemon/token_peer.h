// An OAuth 2 token endpoint in a thread of the test: says what it is told to, and remembers what it was
// asked.
#pragma once

#include "tests/unit/daemon/loopback_peer.h"

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ticketd::daemon {

class TokenPeer {
 public:
  [[nodiscard]] std::string url() const { return "http://" + server_.address() + "/token"; }

  void answer(std::string status, std::string body) {
    const std::scoped_lock lock(mutex_);
    status_ = std::move(status);
    body_ = std::move(body);
  }
  void grant(const std::string& token, int life, const std::string& refresh_token = {}) {
    answer("200 OK", R"({"token_type":"Bearer","access_token":")" + token + R"(","expires_in":)" +
                         std::to_string(life) +
                         (refresh_token.empty() ? "" : R"(,"refresh_token":")" + refresh_token + '"') + "}");
  }
  void fall_silent() { silent_ = true; }

  /// The forms, in order.
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  void serve(int peer) {
    const auto form = read_form(peer);
    while (silent_ && !server_.is_leaving()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::string reply;
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(form);
      reply = "HTTP/1.1 " + status_ + "\r\nContent-Length: " + std::to_string(body_.size()) +
              "\r\nConnection: close\r\n\r\n" + body_;
    }
    for (std::size_t sent = 0; sent < reply.size();) {
      const auto count = ::send(peer, reply.data() + sent, reply.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) break;
      sent += static_cast<std::size_t>(count);
    }
  }

  static std::string read_form(int peer) {
    std::string request;
    for (char buffer[4096];;) {
      const auto head = request.find("\r\n\r\n");
      if (head != std::string::npos) {
        const auto length = request.find("Content-Length: ");
        const auto expected = length == std::string::npos ? 0 : std::stoul(request.substr(length + 16));
        if (request.size() >= head + 4 + expected) return request.substr(head + 4);
      }
      const auto got = ::recv(peer, buffer, sizeof buffer, 0);
      if (got <= 0) return request;
      request.append(buffer, static_cast<std::size_t>(got));
    }
  }

  mutable std::mutex mutex_;
  std::string status_ = "500 Unprepared", body_;
  std::vector<std::string> requests_;
  std::atomic<bool> silent_{false};
  LoopbackPeer server_{[this](int peer) { serve(peer); }};
};

}  // namespace ticketd::daemon
