// A server on loopback in a thread of the test: one connection after the other, until the end of its life.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

namespace ticketd::daemon {

/// The last member of who has it: what it serves with must live longer.
class LoopbackPeer {
 public:
  /// `serve` gets each connection and need not close it. It must come back when the peer is leaving.
  explicit LoopbackPeer(std::function<void(int peer)> serve) : serve_(std::move(serve)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0)
      std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] {
      while (!leaving_) serve_next();
    });
  }
  ~LoopbackPeer() {
    leaving_ = true;
    thread_.join();
    ::close(listener_);
  }
  LoopbackPeer(const LoopbackPeer&) = delete;
  LoopbackPeer& operator=(const LoopbackPeer&) = delete;

  /// HOST:PORT.
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] bool is_leaving() const { return leaving_; }

 private:
  void serve_next() {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 20) <= 0) return;
    const int peer = ::accept(listener_, nullptr, nullptr);
    serve_(peer);
    ::close(peer);
  }

  std::function<void(int)> serve_;
  int listener_ = -1;
  std::string address_;
  std::atomic<bool> leaving_{false};
  std::thread thread_;
};

}  // namespace ticketd::daemon
