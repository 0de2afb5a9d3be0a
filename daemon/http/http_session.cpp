#include "daemon/http/http_session.h"

#include "daemon/http/framing.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <array>
#include <optional>
#include <utility>

namespace ticketd::daemon {

namespace http = boost::beast::http;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Where the handler, on whatever thread, leaves its answer for the session.
struct Answer {
  explicit Answer(const StreamSocket::executor_type& net) : came(net) {}
  asio::steady_timer came;
  std::optional<HttpResponse> response;
};

HttpResponse problem_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit) return problem(431, "too_large", "the header is too long");
  if (error == http::error::body_limit) return problem(413, "too_large", "the body is too long");
  return problem(400, "malformed", "not understood as HTTP/1.1: " + error.message());
}

bool peer_is_gone(const boost::system::error_code& error) {
  return error == http::error::end_of_stream || error == http::error::partial_message ||
         error == asio::error::connection_reset || error == asio::error::broken_pipe ||
         error == asio::error::eof;
}

}  // namespace

HttpSession::HttpSession(StreamSocket socket, std::string peer, bool local, const HttpLimits& limits,
                         const HttpDoors& doors)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      local_(local),
      limits_(limits),
      doors_(doors),
      deadline_(socket_.get_executor()) {}

asio::awaitable<void> HttpSession::run() {
  bool more = true;  // g++ 12 compiles a co_await behind && in a loop's condition to a trap
  while (more && !draining_) more = co_await serve_one();
  deadline_.cancel();
  close();
}

/// True when another request may follow.
asio::awaitable<bool> HttpSession::serve_one() {
  Parser parser;
  parser.header_limit(limits_.header_bytes);
  parser.body_limit(boost::none);  // until the header tells what is asked for
  if (!co_await read_header(parser)) co_return false;

  const auto& header = parser.get();
  if (const auto ambiguous = framing_problem(header)) {
    auto refusal = problem(400, "malformed", *ambiguous);
    co_return co_await refuse(std::move(refusal));
  }
  HttpRequest request;
  request.method = std::string(header.method_string());
  request.idempotency_key = std::string(header["Idempotency-Key"]);
  auto target = parse_target(std::string_view(header.target()));
  if (!target) {
    auto refusal = problem(400, "malformed", "the target must be an absolute path");
    co_return co_await refuse(std::move(refusal));
  }
  request.target = std::move(*target);
  const auto authorization = std::string(header[http::field::authorization]);
  const Knock knock{authorization, peer_, local_};
  auto caller = doors_.admit(knock, request.method, request.target);
  if (auto* refusal = std::get_if<HttpResponse>(&caller)) co_return co_await refuse(std::move(*refusal));
  request.caller = std::get<Caller>(std::move(caller));
  if (!co_await read_body(parser, doors_.body_limit(request.target))) co_return false;
  const bool keep_alive = parser.get().keep_alive();
  const bool head_only = request.method == "HEAD";
  if (head_only) request.method = "GET";
  request.body = std::move(parser.get().body());

  auto response = co_await ask(std::move(request));
  const bool goes_on = keep_alive && !draining_;
  const bool written = co_await write(std::move(response), goes_on, head_only);
  co_return written&& goes_on;
}

asio::awaitable<bool> HttpSession::read_header(Parser& parser) {
  if (input_.size() == 0) {
    arm(limits_.idle);
    waits_for_request_ = true;
    const auto [error] = co_await socket_.async_wait(StreamSocket::wait_read, as_result);
    waits_for_request_ = false;
    if (error) co_return false;
  }
  arm(limits_.header);
  const auto error = co_await fill_header(parser);
  if (!error) co_return true;
  if (peer_is_gone(error)) co_return false;
  auto refusal = timed_out_ ? problem(408, "malformed", "the header took too long") : problem_of(error);
  co_return co_await refuse(std::move(refusal));
}

/// Not http::async_read_header(): that waits for the CR of whoever ends lines without one.
asio::awaitable<boost::system::error_code> HttpSession::fill_header(Parser& parser) {
  constexpr std::size_t piece = 4096;
  for (;;) {
    boost::system::error_code error;
    if (input_.size() > 0) {
      const auto read = parser.put(input_.data(), error);
      input_.consume(read);
    }
    if (error && error != http::error::need_more) co_return error;
    if (parser.is_header_done()) co_return boost::system::error_code();
    const auto waiting = input_.cdata();
    if (has_bare_line_feed({static_cast<const char*>(waiting.data()), waiting.size()})) {
      error = http::error::bad_line_ending;
      co_return error;
    }
    const auto [failed, size] = co_await socket_.async_read_some(input_.prepare(piece), as_result);
    if (failed) co_return failed;
    input_.commit(size);
  }
}

asio::awaitable<bool> HttpSession::read_body(Parser& parser, std::size_t limit) {
  const auto announced = parser.content_length();
  if (announced && *announced > limit) {
    auto refusal = problem(413, "too_large", "the body is longer than " + std::to_string(limit) + " bytes");
    co_return co_await refuse(std::move(refusal));
  }
  parser.body_limit(limit);
  arm(limits_.body);
  if (boost::beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
    if (error) co_return false;
  }
  const auto [error, size] = co_await http::async_read(socket_, input_, parser, as_result);
  if (!error) co_return true;
  if (peer_is_gone(error)) co_return false;
  auto refusal = timed_out_ ? problem(408, "malformed", "the body took too long") : problem_of(error);
  co_return co_await refuse(std::move(refusal));
}

asio::awaitable<HttpResponse> HttpSession::ask(HttpRequest request) {
  deadline_.cancel();
  const auto answer = std::make_shared<Answer>(socket_.get_executor());
  const Respond respond = [answer, net = socket_.get_executor()](HttpResponse response) {
    asio::post(net, [answer, response = std::move(response)]() mutable {
      if (answer->response) return;
      answer->response = std::move(response);
      answer->came.cancel();
    });
  };
  const bool local = request.caller.local;
  answer->came.expires_after(doors_.takes_long(request.target) ? limits_.long_answer : limits_.answer);
  answer_came_ = std::shared_ptr<asio::steady_timer>(answer, &answer->came);
  doors_.handle(std::move(request), respond);
  (void)co_await answer->came.async_wait(as_result);  // cancelled by the answer
  if (answer->response) co_return std::move(*answer->response);
  const core::Error late(core::ErrorKind::overloaded, "no answer within the deadline");
  co_return problem(late, local);
}

asio::awaitable<bool> HttpSession::write(HttpResponse response, bool keep_alive, bool head_only) {
  http::response<http::string_body> message(http::int_to_status(static_cast<unsigned>(response.status)), 11);
  message.set(http::field::content_type, response.content_type);
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  if (response.status == 401) message.set(http::field::www_authenticate, "Bearer");
  if (response.status == 429) message.set(http::field::retry_after, "60");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  message.body() = std::move(response.body);
  message.prepare_payload();
  if (head_only) message.body().clear();  // the length that was announced is that of GET
  arm(limits_.write);
  http::response_serializer<http::string_body> serializer(message);
  if (head_only) {
    const auto [error, size] = co_await http::async_write_header(socket_, serializer, as_result);
    co_return !error;
  }
  const auto [error, size] = co_await http::async_write(socket_, serializer, as_result);
  co_return !error;
}

/// Answers and ends the connection: what the peer still sends is not the next request.
asio::awaitable<bool> HttpSession::refuse(HttpResponse response) {
  timed_out_ = false;
  const bool written = co_await write(std::move(response), false, false);  // named, as in run()
  if (written) co_await linger();
  co_return false;
}

/// Closing with unread input would reset the connection and take our answer with it.
asio::awaitable<void> HttpSession::linger() {
  constexpr auto patience = std::chrono::seconds(2);
  boost::system::error_code ignored;  // a peer that is gone already
  socket_.shutdown(StreamSocket::shutdown_send, ignored);
  arm(patience);
  std::array<char, 16 * 1024> thrown_away{};
  for (;;) {
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(thrown_away), as_result);
    if (error || timed_out_) co_return;
  }
}

void HttpSession::drain() {
  draining_ = true;
  if (waits_for_request_) close();
}

void HttpSession::close() {
  if (const auto came = answer_came_.lock()) came->cancel();
  boost::system::error_code ignored;  // there is nothing to do about a socket that does not close
  socket_.close(ignored);
}

/// What is under way on the socket ends after `time`.
void HttpSession::arm(std::chrono::milliseconds time) {
  timed_out_ = false;
  deadline_.expires_after(time);
  deadline_.async_wait([session = weak_from_this()](const boost::system::error_code& error) {
    const auto self = session.lock();
    if (error || !self || self->deadline_.expiry() > asio::steady_timer::clock_type::now()) return;
    self->timed_out_ = true;
    boost::system::error_code ignored;  // nothing is under way
    self->socket_.cancel(ignored);
  });
}

}  // namespace ticketd::daemon
