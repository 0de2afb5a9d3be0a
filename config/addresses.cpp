#include "config/addresses.h"

#include "core/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
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

/// What is bound: an address in numbers, or "localhost". Names are not looked up.
struct BoundAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool v6 = false;
  std::uint16_t port = 0;
};
std::optional<BoundAddress> bound_address(std::string_view text) {
  const auto parts = split_host_port(text);
  const auto port = parts ? parse_port(parts->port) : std::nullopt;
  if (!port) return std::nullopt;
  BoundAddress bound{.v6 = text.starts_with('['), .port = *port};
  const auto host = parts->host == "localhost" ? "127.0.0.1" : parts->host.substr(0, parts->host.find('%'));
  if (inet_pton(bound.v6 ? AF_INET6 : AF_INET, std::string(host).c_str(), bound.bytes.data()) != 1)
    return std::nullopt;
  return bound;
}

}  // namespace

bool is_listen_address(std::string_view text) {
  if (has_blank_or_control(text)) return false;
  if (text.starts_with(unix_scheme)) return text.size() > unix_scheme.size();
  if (text.starts_with(systemd_scheme)) return text.size() > systemd_scheme.size();
  return bound_address(text).has_value();
}

bool exclude_each_other(std::string_view one, std::string_view other) {
  const auto a = bound_address(one), b = bound_address(other);
  if (!a || !b) return one == other;
  constexpr std::array<std::uint8_t, 16> any{};
  return a->port != 0 && a->port == b->port && a->v6 == b->v6 &&
         (a->bytes == b->bytes || a->bytes == any || b->bytes == any);
}

bool is_host_name(std::string_view text) {
  constexpr std::size_t longest = 253, longest_label = 63;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_label = [&](std::string_view label) {
    return !label.empty() && label.size() <= longest_label && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(),
                       [&](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
  };
  const auto labels = core::split(text, '.');
  return text.size() <= longest && std::all_of(labels.begin(), labels.end(), is_label) &&
         !std::all_of(labels.back().begin(), labels.back().end(), is_digit);  // that would be an address
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
