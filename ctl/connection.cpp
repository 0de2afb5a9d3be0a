#include "ctl/connection.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

namespace ticketd::ctl {

namespace {

using core::ErrorKind;

std::string message_of(int error) { return std::generic_category().message(error); }

core::Error cannot_connect(const std::string& where, int error) {
  const auto kind = error == EACCES || error == EPERM ? ErrorKind::policy : ErrorKind::network;
  return {kind, where + ": " + message_of(error)};
}

}  // namespace

Connection::~Connection() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Connection> Connection::to_socket(const std::filesystem::path& path, Clock::time_point deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path)
    return fail(ErrorKind::bad_config, path.string() + ": too long a path for a socket");
  std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
  Connection connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (connection.descriptor_ < 0) return fail(ErrorKind::internal, message_of(errno));
  const int outcome =
      ::connect(connection.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  auto connected = connection.finish_connecting(outcome == 0, path.string(), deadline);
  if (!connected && connected.error().kind == ErrorKind::policy)
    return fail(ErrorKind::policy, connected.error().detail + ": only root and the group ticketd may use it");
  if (!connected) return fail(connected);
  return connection;
}

Result<Connection> Connection::to_tcp(const std::string& host, const std::string& port,
                                      Clock::time_point deadline) {
  const auto where = host + ":" + port;
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0)
    return fail(ErrorKind::network, where + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  core::Error last(ErrorKind::network, where + ": no address");
  for (const auto* address = found; address != nullptr; address = address->ai_next) {
    Connection connection(::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (connection.descriptor_ < 0) continue;
    const int outcome = ::connect(connection.descriptor_, address->ai_addr, address->ai_addrlen);
    auto connected = connection.finish_connecting(outcome == 0, where, deadline);
    if (connected) return connection;
    last = connected.error();
  }
  return tl::unexpected(last);
}

Result<> Connection::finish_connecting(bool began, const std::string& where,
                                       Clock::time_point deadline) const {
  if (began) return {};
  // EAGAIN: a unix socket whose queue is full; it will not tell us when there is room.
  if (errno != EINPROGRESS) return tl::unexpected(cannot_connect(where, errno));
  if (auto ready = wait_for(POLLOUT, deadline); !ready) return ready;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return tl::unexpected(cannot_connect(where, error));
  return {};
}

Result<> Connection::wait_for(short events, Clock::time_point deadline) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return fail(ErrorKind::remote_temporary, "the daemon does not answer");
    pollfd waiting{descriptor_, events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<long long>(left, 60'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail(ErrorKind::internal, message_of(errno));
  }
}

Result<> Connection::write(std::string_view bytes, Clock::time_point deadline) const {
  while (!bytes.empty()) {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (auto ready = wait_for(POLLOUT, deadline); !ready) return ready;
    } else if (errno != EINTR) {
      return fail(ErrorKind::remote_temporary, "the daemon hung up: " + message_of(errno));
    }
  }
  return {};
}

Result<std::string> Connection::read_some(Clock::time_point deadline) const {
  std::array<char, 64 * 1024> chunk{};
  for (;;) {
    const auto size = ::recv(descriptor_, chunk.data(), chunk.size(), 0);
    if (size >= 0) return std::string(chunk.data(), static_cast<std::size_t>(size));
    if (errno == EAGAIN) {
      if (auto ready = wait_for(POLLIN, deadline); !ready) return fail(ready);
    } else if (errno != EINTR) {
      return fail(ErrorKind::remote_temporary, "the daemon hung up: " + message_of(errno));
    }
  }
}

Result<std::string> Connection::read_to_end(std::size_t most, Clock::time_point deadline) const {
  std::string bytes;
  for (;;) {
    const auto chunk = read_some(deadline);
    if (!chunk) return fail(chunk);
    if (chunk->empty()) return bytes;
    bytes += *chunk;
    if (bytes.size() > most) return fail(ErrorKind::remote_temporary, "the daemon's answer is too long");
  }
}

}  // namespace ticketd::ctl
