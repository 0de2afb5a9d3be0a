#include "daemon/listener.h"

#include "core/numbers.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

namespace ticketd::daemon {
namespace {

using Endpoint = asio::generic::stream_protocol::endpoint;
using Listeners = std::vector<Listener>;

tl::unexpected<core::Error> last_error(const std::string& what) {
  return fail(core::ErrorKind::network, what + ": " + std::system_category().message(errno));
}

std::optional<asio::ip::tcp::endpoint> read_tcp_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  const bool in_brackets = host.starts_with('[') && host.ends_with(']');
  if (in_brackets) host = host.substr(1, host.size() - 2);

  const auto port = core::parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) return std::nullopt;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(std::string(host), error);
  if (error || address.is_v6() != in_brackets) return std::nullopt;
  return asio::ip::tcp::endpoint(address, *port);
}

std::string tcp_name(const asio::ip::tcp::endpoint& endpoint) {
  const auto host = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

asio::ip::tcp::endpoint as_tcp(const Endpoint& endpoint) {
  asio::ip::tcp::endpoint tcp;
  tcp.resize(endpoint.size());
  std::memcpy(tcp.data(), endpoint.data(), endpoint.size());
  return tcp;
}

Result<Listeners> listen_tcp(asio::io_context& net, const asio::ip::tcp::endpoint& endpoint) {
  StreamAcceptor acceptor(net);
  boost::system::error_code error;
  const auto check = [&](auto&& step) {
    if (!error) step();
  };
  acceptor.open(Endpoint(endpoint).protocol(), error);
  check([&] { acceptor.set_option(asio::socket_base::reuse_address(true), error); });
  if (endpoint.address().is_v6()) check([&] { acceptor.set_option(asio::ip::v6_only(true), error); });
  check([&] { acceptor.bind(Endpoint(endpoint), error); });
  check([&] { acceptor.listen(asio::socket_base::max_listen_connections, error); });
  if (error) return fail(core::ErrorKind::network, tcp_name(endpoint) + ": " + error.message());

  const auto bound = as_tcp(acceptor.local_endpoint());
  Listeners listeners;
  listeners.emplace_back(std::move(acceptor), tcp_name(bound), std::string());
  return listeners;
}

Result<gid_t> group_id(const std::string& name) {
  ::group entry{};
  ::group* found = nullptr;
  std::array<char, 16 * 1024> buffer{};
  if (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return fail(core::ErrorKind::bad_config, "no group " + name);
  return found->gr_gid;
}

// A socket file is in the way only when nobody answers behind it; a live one is another daemon's.
bool remove_dead_socket(const asio::local::stream_protocol::endpoint& endpoint) {
  asio::io_context probe_context;
  asio::local::stream_protocol::socket probe(probe_context);
  boost::system::error_code error;
  probe.connect(endpoint, error);
  return error == asio::error::connection_refused && ::unlink(endpoint.path().c_str()) == 0;
}

Result<Listeners> listen_unix(asio::io_context& net, const std::string& path,
                              const UnixSocketOptions& options) {
  if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path))
    return fail(core::ErrorKind::bad_config, "unix:" + path + ": not a path for a socket");
  const auto mode = core::parse_number<mode_t>(options.mode, 8);
  if (!mode || *mode > 0777)
    return fail(core::ErrorKind::bad_config, "socket_mode " + options.mode + " is not an octal mode");

  const asio::local::stream_protocol::endpoint endpoint(path);
  StreamAcceptor acceptor(net);
  boost::system::error_code error;
  acceptor.open(Endpoint(endpoint).protocol(), error);
  if (!error) acceptor.bind(Endpoint(endpoint), error);
  if (error == asio::error::address_in_use && remove_dead_socket(endpoint)) {
    error.clear();
    acceptor.bind(Endpoint(endpoint), error);
  }
  if (error) return fail(core::ErrorKind::network, "unix:" + path + ": " + error.message());

  Listeners listeners;
  auto& listener = listeners.emplace_back(std::move(acceptor), "unix:" + path, path);
  if (!options.group.empty()) {
    const auto group = group_id(options.group);
    if (!group) return fail(group);
    if (::chown(path.c_str(), static_cast<uid_t>(-1), *group) != 0) return last_error("unix:" + path);
  }
  if (::chmod(path.c_str(), *mode) != 0) return last_error("unix:" + path);
  listener.acceptor().listen(asio::socket_base::max_listen_connections,
                             error);  // only now may anyone connect
  if (error) return fail(core::ErrorKind::network, "unix:" + path + ": " + error.message());
  return listeners;
}

Result<Listeners> listen_from_systemd(asio::io_context& net, std::string_view name) {
  char** names = nullptr;
  const int count = ::sd_listen_fds_with_names(0, &names);
  Listeners listeners;
  for (int i = 0; i < count; ++i) {
    const int descriptor = SD_LISTEN_FDS_START + i;
    if (name == names[i]) {
      sockaddr_storage local{};
      socklen_t size = sizeof local;
      StreamAcceptor acceptor(net);
      boost::system::error_code error;
      if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&local), &size) == 0)
        acceptor.assign(asio::generic::stream_protocol(local.ss_family, 0), descriptor, error);
      if (acceptor.is_open())
        listeners.emplace_back(std::move(acceptor), "systemd:" + std::string(name), std::string());
    }
    std::free(names[i]);
  }
  std::free(names);
  if (listeners.empty())
    return fail(core::ErrorKind::bad_config, "systemd passed no socket named " + std::string(name));
  return listeners;
}

}  // namespace

Listener::Listener(StreamAcceptor acceptor, std::string name, std::string own_file)
    : acceptor_(std::move(acceptor)), name_(std::move(name)), own_file_(std::move(own_file)) {}

Listener::Listener(Listener&& other) noexcept
    : acceptor_(std::move(other.acceptor_)),
      name_(std::move(other.name_)),
      own_file_(std::exchange(other.own_file_, {})) {}

void Listener::close() {
  boost::system::error_code ignored;  // there is nothing to do about a socket that does not close
  acceptor_.close(ignored);
  if (!own_file_.empty()) ::unlink(std::exchange(own_file_, {}).c_str());
}

Result<std::vector<Listener>> listen_on(asio::io_context& net, const std::string& address,
                                        const UnixSocketOptions& options) {
  if (address.starts_with("unix:")) return listen_unix(net, address.substr(5), options);
  if (address.starts_with("systemd:")) return listen_from_systemd(net, std::string_view(address).substr(8));
  const auto endpoint = read_tcp_address(address);
  if (!endpoint) {
    return fail(core::ErrorKind::bad_config,
                address + ": listen on ADDRESS:PORT, [IPV6]:PORT, unix:PATH or systemd:NAME");
  }
  return listen_tcp(net, *endpoint);
}

std::string name_of_peer(const asio::generic::stream_protocol::endpoint& peer) {
  const auto family = peer.protocol().family();
  if (family != AF_INET && family != AF_INET6) return "unix";
  const auto address = as_tcp(peer).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

}  // namespace ticketd::daemon
