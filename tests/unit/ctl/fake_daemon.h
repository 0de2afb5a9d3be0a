// A daemon of canned answers on a control socket: each connection is answered with the next one.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace ticketd::ctl {

class FakeDaemon {
 public:
  FakeDaemon() {
    auto pattern = (std::filesystem::temp_directory_path() / "ticketctl-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = pattern;
    std::ofstream(directory_ / "ticketd.toml") << "[server]\nstate_dir = \".\"\n";
    std::ofstream(directory_ / "desk.toml") << "";
  }

  ~FakeDaemon() {
    if (listener_ >= 0) ::shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    if (listener_ >= 0) ::close(listener_);
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;

  /// Listens, and answers each request with the next of these.
  void answers(std::vector<std::pair<int, std::string>> answers) {
    answers_.assign(answers.begin(), answers.end());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = (directory_ / "control.sock").string();
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 8) != 0)
      throw std::runtime_error("cannot listen on " + path);
    thread_ = std::thread([this] { serve(); });
  }

  /// Nobody can connect any more once the last answer was given.
  void leaves_with_the_last() {
    const std::lock_guard lock(mutex_);
    leaves_ = true;
  }

  [[nodiscard]] std::string config() const { return (directory_ / "ticketd.toml").string(); }
  [[nodiscard]] std::filesystem::path file(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name, std::ios::binary) << text;
    return directory_ / name;
  }
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    for (;;) {
      const int peer = ::accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      const auto request = read_request(peer);
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      if (leaves_ && answers_.size() == 1) std::filesystem::remove(directory_ / "control.sock");
      if (!answers_.empty()) {
        const auto& [status, body] = answers_.front();
        const auto answer = "HTTP/1.1 " + std::to_string(status) +
                            " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        (void)!::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);  // the test sees what comes of it
        answers_.pop_front();
      }
      ::close(peer);
    }
  }

  static std::string read_request(int peer) {
    std::string bytes;
    std::array<char, 4096> chunk{};
    for (;;) {
      const auto header_end = bytes.find("\r\n\r\n");
      if (header_end != std::string::npos) {
        const auto field = bytes.find("Content-Length: ");
        const auto length = field == std::string::npos ? 0 : std::stoul(bytes.substr(field + 16));
        if (bytes.size() >= header_end + 4 + length) return bytes;
      }
      const auto size = ::recv(peer, chunk.data(), chunk.size(), 0);
      if (size <= 0) return bytes;
      bytes.append(chunk.data(), static_cast<std::size_t>(size));
    }
  }

  std::filesystem::path directory_;
  int listener_ = -1;
  mutable std::mutex mutex_;
  std::deque<std::pair<int, std::string>> answers_;
  std::vector<std::string> requests_;
  bool leaves_ = false;
  std::thread thread_;
};

}  // namespace ticketd::ctl
