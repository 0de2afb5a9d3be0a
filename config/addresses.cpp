#include "config/addresses.h"

#include "core/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace ticketd::config {

namespace {

constexpr std::string_view systemd_scheme = "systemd:";

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

bool has_blank_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == ':';
}

/// "host:port", "[v6]:port", "host" (only when a port is not needed).
struct HostPort {
  std::string_view host, port;
};
std::optional<HostPort> split_host_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && !rest.starts_with(':')) return std::nullopt;
    return HostPort{text.substr(1, close - 1), rest.empty() ? rest : rest.substr(1)};
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return HostPort{text, {}};
  return HostPort{text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

bool is_listen_address(std::string_view text) {
  if (has_blank_or_control(text)) return false;
  if (text.starts_with(unix_scheme)) return text.size() > unix_scheme.size();
  if (text.starts_with(systemd_scheme)) return text.size() > systemd_scheme.size();
  const auto parts = split_host_port(text);
  return parts && !parts->host.empty() && parse_port(parts->port);
}

std::optional<Url> parse_url(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0 || has_blank_or_control(text)) return std::nullopt;
  Url url{core::ascii_lower(text.substr(0, colon)), {}, 0, {}};
  auto rest = text.substr(colon + 3);
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    url.path = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
  }
  const auto parts = split_host_port(rest);
  if (!parts || parts->host.empty() ||
      !std::all_of(parts->host.begin(), parts->host.end(), is_host_character))
    return std::nullopt;
  url.host = parts->host;
  if (parts->port.empty()) return url;
  const auto port = parse_port(parts->port);
  if (!port || *port == 0) return std::nullopt;
  url.port = *port;
  return url;
}

bool is_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  in6_addr parsed{};
  const bool v6 = address.find(':') != std::string::npos;
  if (inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), &parsed) != 1) return false;
  if (slash == std::string_view::npos) return true;
  const auto bits = parse_port(text.substr(slash + 1));
  return bits && *bits <= (v6 ? 128 : 32);
}

bool is_loopback(std::string_view host) {
  in_addr address{};
  const bool v4 = inet_pton(AF_INET, std::string(host).c_str(), &address) == 1;
  return core::equal_ignoring_case(host, "localhost") || host == "::1" || (v4 && host.starts_with("127."));
}

bool looks_like_mail_address(std::string_view text) {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && at != 0 && at + 1 < text.size() && !has_blank_or_control(text) &&
         text.find_first_of("<>,;") == std::string_view::npos;
}

}  // namespace ticketd::config
