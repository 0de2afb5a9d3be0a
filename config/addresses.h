// The ways an address is written in the configuration: what we listen on, where mail is fetched or sent.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::config {

inline constexpr std::string_view unix_scheme = "unix:";

/// "HOST:PORT", "[V6]:PORT", "unix:PATH" or "systemd:NAME": what daemon/listener.h listens on.
[[nodiscard]] bool is_listen_address(std::string_view text);

/// "imaps://host:993/INBOX": scheme, host, port (0: the scheme's) and what follows.
struct MailUrl {
  std::string scheme, host;
  std::uint16_t port{};
  std::string path;
};
[[nodiscard]] std::optional<MailUrl> parse_mail_url(std::string_view text);

/// "192.0.2.7", "10.1.0.0/16", "2001:db8::/32"
[[nodiscard]] bool is_network(std::string_view text);
[[nodiscard]] bool is_loopback(std::string_view host);
[[nodiscard]] bool looks_like_mail_address(std::string_view text);

}  // namespace ticketd::config
