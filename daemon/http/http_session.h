// One HTTP/1.1 connection: reads a request within its limits and deadlines, asks the handler, writes the
// answer, and goes on while the peer wants to. Net thread; the handler may answer on any thread.
#pragma once

#include "daemon/http/doorkeeper.h"
#include "daemon/http/message.h"
#include "daemon/listener.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <variant>

namespace ticketd::daemon {

struct HttpLimits {
  std::size_t sessions = 200;              ///< over TCP
  std::size_t sessions_per_address = 100;  ///< of these; a proxy in front of us is one address
  std::size_t local_sessions = 64;         ///< over the control socket
  std::uint32_t header_bytes = 16 * 1024;
  std::chrono::milliseconds idle = std::chrono::seconds(60);    ///< until a request begins
  std::chrono::milliseconds header = std::chrono::seconds(10);  ///< … until its header is here
  std::chrono::milliseconds body = std::chrono::minutes(2);     ///< … and its body
  std::chrono::milliseconds answer =
      std::chrono::minutes(10);  ///< for the handler: polling a mailbox takes long
  std::chrono::milliseconds long_answer = std::chrono::hours(2);  ///< to read or copy the whole store, longer
  std::chrono::milliseconds write = std::chrono::minutes(1);
};

struct HttpDoors {
  HttpHandler handle;
  /// Who asks, or the answer that sends them away: before their body is read.
  std::function<std::variant<Caller, HttpResponse>(const Knock&, const std::string& method,
                                                   const HttpTarget&)>
      admit;
  std::function<std::size_t(const HttpTarget&)> body_limit;
  std::function<bool(const HttpTarget&)> takes_long = [](const HttpTarget&) { return false; };
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  /// `local`: it came through the control socket, whose file mode was the permission.
  HttpSession(StreamSocket socket, std::string peer, bool local, const HttpLimits& limits,
              const HttpDoors& doors);

  asio::awaitable<void> run();
  /// Ends when the request under way is answered.
  void drain();
  void close();
  [[nodiscard]] bool local() const { return local_; }
  [[nodiscard]] const std::string& peer() const { return peer_; }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  asio::awaitable<bool> serve_one();
  asio::awaitable<bool> read_header(Parser& parser);
  asio::awaitable<boost::system::error_code> fill_header(Parser& parser);
  asio::awaitable<bool> read_body(Parser& parser, std::size_t limit);
  asio::awaitable<HttpResponse> ask(HttpRequest request);
  asio::awaitable<bool> write(HttpResponse response, bool keep_alive, bool head_only);
  asio::awaitable<bool> refuse(HttpResponse response);
  asio::awaitable<void> linger();
  void arm(std::chrono::milliseconds time);

  StreamSocket socket_;
  const std::string peer_;
  const bool local_;
  const HttpLimits& limits_;
  const HttpDoors& doors_;
  boost::beast::flat_buffer input_;
  asio::steady_timer deadline_;
  std::weak_ptr<asio::steady_timer> answer_came_;  // while the handler thinks
  bool timed_out_ = false;
  bool draining_ = false;
  bool waits_for_request_ = false;
};

}  // namespace ticketd::daemon
