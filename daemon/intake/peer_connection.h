// A stream to a peer that may become a TLS stream under way. Failures of the network end a session and say no
// more, so they come back as "nothing was moved".
#pragma once

#include "daemon/listener.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace ticketd::daemon {

class PeerConnection {
 public:
  explicit PeerConnection(StreamSocket socket);

  /// The number of bytes read; 0 when the peer is gone or cancel() was called.
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into);
  asio::awaitable<bool> write(std::string_view bytes);
  asio::awaitable<bool> start_tls(std::shared_ptr<asio::ssl::context> context);
  /// Says that nothing more will be sent.
  asio::awaitable<void> finish();

  /// Bytes of the peer have arrived that nobody has read.
  [[nodiscard]] bool has_input();
  void cancel();  ///< ends the operation that is under way
  void close();
  [[nodiscard]] auto executor() { return socket_.get_executor(); }

 private:
  StreamSocket socket_;
  std::shared_ptr<asio::ssl::context> tls_context_;
  std::unique_ptr<asio::ssl::stream<StreamSocket&>> tls_;
};

}  // namespace ticketd::daemon
