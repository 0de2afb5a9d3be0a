#include "daemon/intake/peer_connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace ticketd::daemon {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}  // namespace

PeerConnection::PeerConnection(StreamSocket socket) : socket_(std::move(socket)) {
  boost::system::error_code not_tcp;  // a unix socket has no such delay
  socket_.set_option(asio::ip::tcp::no_delay(true), not_tcp);
}

asio::awaitable<std::size_t> PeerConnection::read_some(asio::mutable_buffer into) {
  if (tls_) {
    const auto [error, size] = co_await tls_->async_read_some(into, as_result);
    co_return error ? 0 : size;
  }
  const auto [error, size] = co_await socket_.async_read_some(into, as_result);
  co_return error ? 0 : size;
}

asio::awaitable<bool> PeerConnection::write(std::string_view bytes) {
  const auto buffer = asio::buffer(bytes);
  if (tls_) {
    const auto [error, size] = co_await asio::async_write(*tls_, buffer, as_result);
    co_return !error;
  }
  const auto [error, size] = co_await asio::async_write(socket_, buffer, as_result);
  co_return !error;
}

asio::awaitable<bool> PeerConnection::start_tls(std::shared_ptr<asio::ssl::context> context) {
  tls_context_ = std::move(context);
  tls_ = std::make_unique<asio::ssl::stream<StreamSocket&>>(socket_, *tls_context_);
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, as_result);
  co_return !error;
}

asio::awaitable<void> PeerConnection::finish() {
  if (tls_) (void)co_await tls_->async_shutdown(as_result);  // a peer that does not say goodbye is no loss
  boost::system::error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

bool PeerConnection::has_input() {
  if (tls_) return SSL_pending(tls_->native_handle()) > 0;
  boost::system::error_code error;
  return socket_.available(error) > 0 && !error;
}

void PeerConnection::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void PeerConnection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace ticketd::daemon
