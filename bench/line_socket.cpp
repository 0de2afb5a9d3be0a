#include "bench/line_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

namespace ticketd::bench {
namespace {

constexpr std::size_t longest_line = 8 * 1024;
constexpr std::size_t longest_answer = std::size_t{1} << 20U;

tl::unexpected<core::Error> last_error(const std::string& what) {
  return fail(core::ErrorKind::network, what + ": " + std::generic_category().message(errno));
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> look_up(const std::string& host, const std::string& port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const auto code = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); code != 0)
    return fail(core::ErrorKind::network, host + ": " + ::gai_strerror(code));
  return Addresses(found, &::freeaddrinfo);
}

}  // namespace

Result<LineSocket> LineSocket::connect_tcp(const std::string& host, const std::string& port,
                                           Patience patience) {
  const auto addresses = look_up(host, port);
  if (!addresses) return fail(addresses);
  const auto* address = addresses->get();
  LineSocket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.descriptor_ < 0) return last_error("socket");
  if (const auto set = socket.set_patience(patience); !set) return fail(set);
  const int no_delay = 1;
  if (::setsockopt(socket.descriptor_, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof no_delay) != 0)
    return last_error("TCP_NODELAY");
  if (::connect(socket.descriptor_, address->ai_addr, address->ai_addrlen) != 0)
    return last_error(host + ":" + port);
  return socket;
}

Result<LineSocket> LineSocket::connect_unix(const std::string& path, Patience patience) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return fail(core::ErrorKind::network, path + ": too long for the path of a socket");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  LineSocket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.descriptor_ < 0) return last_error("socket");
  if (const auto set = socket.set_patience(patience); !set) return fail(set);
  if (::connect(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return last_error(path);
  return socket;
}

LineSocket::LineSocket(LineSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), unread_(std::move(other.unread_)) {}

LineSocket& LineSocket::operator=(LineSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(unread_, other.unread_);
  return *this;
}

LineSocket::~LineSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<> LineSocket::set_patience(Patience patience) const {
  timeval time{};
  time.tv_sec = patience.count();
  if (::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) != 0 ||
      ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time) != 0)
    return last_error("timeout");
  return {};
}

Result<> LineSocket::send(std::string_view bytes, Follows follows) {
  while (!bytes.empty()) {
    const auto count = ::send(descriptor_, bytes.data(), bytes.size(),
                              MSG_NOSIGNAL | (follows == Follows::more ? MSG_MORE : 0));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error("send");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<std::string> LineSocket::line() {
  while (true) {
    if (const auto end = unread_.find('\n'); end != std::string::npos) {
      auto line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (unread_.size() > longest_line) return fail(core::ErrorKind::network, "an endless line came");
    const auto more = fill();
    if (!more) return fail(more);
    if (!*more) return fail(core::ErrorKind::network, "the server closed the connection");
  }
}

Result<std::string> LineSocket::rest() {
  while (unread_.size() <= longest_answer) {
    const auto more = fill();
    if (!more) return fail(more);
    if (!*more) return std::exchange(unread_, {});
  }
  return fail(core::ErrorKind::network, "an endless answer came");
}

Result<bool> LineSocket::fill() {
  std::array<char, 4096> buffer{};
  while (true) {
    const auto count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error("receive");
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
  }
}

}  // namespace ticketd::bench
