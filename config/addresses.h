// The ways an address is written in the configuration: what we listen on, and what we call. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::config {

inline constexpr std::string_view unix_scheme = "unix:";

/// "ADDRESS:PORT", "[V6]:PORT", "unix:PATH" or "systemd:NAME": what daemon/listener.h listens on. Of names
/// only "localhost" is known.
[[nodiscard]] bool is_listen_address(std::string_view text);
/// Whether nobody can listen on both: the same one, or one is every address of this machine.
[[nodiscard]] bool exclude_each_other(std::string_view one, std::string_view other);

/// Of RFC 1123: letters, digits and hyphens between dots.
[[nodiscard]] bool is_host_name(std::string_view text);

/// "https://host:8443/path": scheme in lower case, host (IPv6 without brackets), port (0: the scheme's) and
/// what follows the slash. Nothing where a user or a password stands in it: those have keys of their own.
struct Url {
  std::string scheme, host;
  std::uint16_t port{};
  std::string path;
};
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

/// "192.0.2.7", "10.1.0.0/16", "2001:db8::/32"
[[nodiscard]] bool is_network(std::string_view text);
/// Only a name or address that cannot leave this machine counts.
[[nodiscard]] bool is_loopback(std::string_view host);
[[nodiscard]] bool looks_like_mail_address(std::string_view text);

}  // namespace ticketd::config
