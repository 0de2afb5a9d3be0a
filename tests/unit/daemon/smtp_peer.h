// For the tests of SmtpServer: a server on a thread of its own with a store that is told what to answer, and
// a peer who speaks to it over a real socket. Every wait of the peer ends after ten seconds.
#pragma once

#include "daemon/intake/smtp_server.h"

#include <arpa/inet.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ticketd::daemon {

class Peer {
 public:
  explicit Peer(const std::string& address) {
    sockaddr_storage where{};
    socklen_t size = 0;
    if (address.starts_with("unix:")) {
      auto& name = reinterpret_cast<sockaddr_un&>(where);
      name.sun_family = AF_UNIX;
      address.substr(5).copy(name.sun_path, sizeof name.sun_path - 1);
      size = sizeof name;
    } else {
      auto& name = reinterpret_cast<sockaddr_in&>(where);
      name.sin_family = AF_INET;
      name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      name.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
      size = sizeof name;
    }
    socket_ = ::socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int at_once = 1;  // what is sent in two pieces arrives in two; a unix socket does so anyway
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&where), size), 0) << address;
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() {
    if (tls_) SSL_free(tls_);
    ::close(socket_);
  }

  void send(std::string_view bytes) {
    if (tls_)
      SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
    else
      while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      }
  }

  /// One reply, all its lines; "closed" when the server hung up.
  std::string reply() {
    std::string lines;
    while (true) {
      const auto end = received_.find("\r\n");
      if (end == std::string::npos) {
        if (!receive()) return lines.empty() ? "closed" : lines;
        continue;
      }
      const auto line = received_.substr(0, end);
      received_.erase(0, end + 2);
      lines += (lines.empty() ? "" : "\n") + line;
      if (line.size() < 4 || line[3] != '-') return lines;
    }
  }
  std::string ask(const std::string& command) {
    send(command + "\r\n");
    return reply();
  }
  std::string code(const std::string& command) { return ask(command).substr(0, 3); }

  /// Greeting to the 354 of DATA.
  Peer& begin_mail(const std::string& hello = "EHLO client.example") {
    EXPECT_EQ(reply().substr(0, 3), "220");
    for (const std::string& command :
         {hello, std::string("MAIL FROM:<kim@client.example>"), std::string("RCPT TO:<support@example.com>")})
      EXPECT_EQ(code(command), "250") << command;
    EXPECT_EQ(code("DATA"), "354");
    return *this;
  }

  /// Waits for it, at most so long.
  bool has_input(std::chrono::milliseconds wait = {}) const {
    pollfd waiting{socket_, POLLIN, 0};
    (void)::poll(&waiting, 1, static_cast<int>(wait.count()));  // what it says is asked of recv below
    char byte = 0;
    return ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
  }

  bool start_tls(SSL_CTX* context) {
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, socket_);
    return SSL_connect(tls_) == 1;
  }

 private:
  bool receive() {
    char bytes[4096];
    const auto count = tls_ ? SSL_read(tls_, bytes, sizeof bytes)
                            : static_cast<int>(::recv(socket_, bytes, sizeof bytes, 0));
    if (count <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int socket_ = -1;
  SSL* tls_ = nullptr;
  std::string received_;
};

/// Takes mails and answers at once, or when it is told to.
class FakeStore {
 public:
  Accept accept() {
    return [this](core::IncomingMail mail, AcceptDone done) {
      const std::lock_guard lock(mutex_);
      mails_.push_back(std::move(mail));
      arrived_.notify_all();
      if (holding_)
        waiting_.push_back(std::move(done));
      else
        done(core::Accepted{.mail = core::MailKey{static_cast<std::int64_t>(mails_.size())}});
    };
  }
  void hold() {
    const std::lock_guard lock(mutex_);
    holding_ = true;
  }
  void answer(const Result<core::Accepted>& outcome) {
    const std::lock_guard lock(mutex_);
    for (const auto& done : waiting_) done(outcome);
    waiting_.clear();
  }
  bool has_mails(std::size_t count) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, std::chrono::seconds(10), [&] { return mails_.size() >= count; });
  }
  std::vector<core::IncomingMail> mails() {
    const std::lock_guard lock(mutex_);
    return mails_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<core::IncomingMail> mails_;
  std::vector<AcceptDone> waiting_;
  bool holding_ = false;
};

/// Where large mails go, piece by piece; it may have a fault.
class FakeDisk {
 public:
  Result<std::unique_ptr<store::IncomingBytes>> take_bytes() { return std::make_unique<Bytes>(*this); }

  std::atomic<int> fails_at{-1};  ///< the call that fails, counted from 0
  std::atomic<std::size_t> longest_piece{0}, kept{0}, given_up{0};
  std::string bytes() {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  class Bytes final : public store::IncomingBytes {
   public:
    explicit Bytes(FakeDisk& disk) : disk_(disk) {}
    ~Bytes() override {
      if (!kept_) ++disk_.given_up;
    }
    Result<> append(std::string_view bytes) override {
      disk_.longest_piece = std::max(disk_.longest_piece.load(), bytes.size());
      bytes_ += bytes;
      return disk_.answer();
    }
    Result<core::StoredBytes> keep() override {
      if (auto answer = disk_.answer(); !answer) return fail(answer);
      kept_ = true;
      ++disk_.kept;
      const std::lock_guard lock(disk_.mutex_);
      disk_.bytes_ = bytes_;
      return core::StoredBytes{.digest = {}, .size = bytes_.size()};
    }

   private:
    FakeDisk& disk_;
    std::string bytes_;
    bool kept_ = false;
  };

  Result<> answer() {
    if (fails_at-- == 0) return fail(core::ErrorKind::store_full, "no space left");
    return {};
  }

  std::mutex mutex_;
  std::string bytes_;
};

class RunningServer {
 public:
  explicit RunningServer(SmtpSettings settings = {}, bool started = true) {
    if (settings.listen.empty()) settings.listen = {"127.0.0.1:0"};
    SmtpServer::Doors doors{.check_recipient =
                                [](std::string_view recipient) {
                                  return recipient == "support@example.com" ? RecipientAnswer::accepted
                                                                            : RecipientAnswer::unknown;
                                },
                            .has_room = [this](std::uint64_t size) { return size <= free_space; },
                            .accept = store.accept(),
                            .spool = std::make_shared<Spool>([this] { return large.take_bytes(); }),
                            .clock = [] { return core::Time{std::chrono::hours(1)}; }};
    auto opened = SmtpServer::open(net_, settings, std::move(doors));
    if (!opened) throw std::runtime_error(opened.error().detail);
    server_ = std::move(*opened);
    address = server_->addresses().front();
    if (started) start();
    thread_ = std::jthread([this] { net_.run(); });
  }
  ~RunningServer() {
    stop(std::chrono::milliseconds(0)).wait();
    work_.reset();
    thread_.join();
  }

  void start() {
    asio::post(net_, [this] { server_->start(); });
  }
  /// As a reload does.
  void take(const SmtpSettings& settings) {
    std::promise<void> taken;
    asio::post(net_, [&] {
      server_->take(std::move(server_->prepare(settings).value()));
      taken.set_value();
    });
    taken.get_future().wait();
  }
  std::future<void> stop(std::chrono::milliseconds grace) {
    auto stopped = std::make_shared<std::promise<void>>();
    asio::post(net_, [this, grace, stopped] { server_->stop(grace, [stopped] { stopped->set_value(); }); });
    return stopped->get_future();
  }

  FakeStore store;
  std::atomic<std::uint64_t> free_space{1'000'000'000};
  FakeDisk large;
  std::string address;

 private:
  asio::io_context net_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{net_.get_executor()};
  std::unique_ptr<SmtpServer> server_;
  std::jthread thread_;
};

}  // namespace ticketd::daemon
