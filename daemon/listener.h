// Sockets that we accept on, from the entries of a `listen` setting: "127.0.0.1:2525", "[::1]:25",
// "unix:/run/ticketd/lmtp.sock", or "systemd:NAME" for those that systemd opened under that
// FileDescriptorName.
#pragma once

#include "core/result.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

#include <string>
#include <vector>

namespace ticketd::daemon {

namespace asio = boost::asio;
using StreamSocket = asio::generic::stream_protocol::socket;
using StreamAcceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

struct UnixSocketOptions {
  std::string mode = "0660";  ///< octal
  std::string group;          ///< empty: the group of the process
};

/// A listening socket. It goes away with the object, a unix socket with its file.
class Listener {
 public:
  Listener(StreamAcceptor acceptor, std::string name, std::string own_file);
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { close(); }

  void close();
  [[nodiscard]] StreamAcceptor& acceptor() { return acceptor_; }
  /// As in the setting, with the port that was really bound.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  StreamAcceptor acceptor_;
  std::string name_;
  std::string own_file_;  // the unix socket that we made and must remove
};

/// Listens on everything that `address` names: one socket, for systemd perhaps several.
[[nodiscard]] Result<std::vector<Listener>> listen_on(asio::io_context& net, const std::string& address,
                                                      const UnixSocketOptions& options = {});

/// "192.0.2.7", "2001:db8::1" (an IPv4 address inside IPv6 as IPv4), or "unix".
[[nodiscard]] std::string name_of_peer(const asio::generic::stream_protocol::endpoint& peer);

}  // namespace ticketd::daemon
