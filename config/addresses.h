// The ways an address is written in the configuration: what we listen on, where mail is fetched or sent.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::config {

struct ListenAddress {
  enum class Kind : std::uint8_t { tcp, unix_socket, systemd } kind = Kind::tcp;
  std::string host;      ///< tcp: IP address or name, without brackets
  std::uint16_t port{};  ///< tcp; 0: any free one
  std::string name;      ///< unix_socket: its path; systemd: the name of the passed socket
  auto operator<=>(const ListenAddress&) const = default;
};
[[nodiscard]] std::optional<ListenAddress> parse_listen_address(std::string_view text);

/// "imaps://host:993/INBOX": scheme, host, port (0: the scheme's) and what follows.
struct MailUrl {
  std::string scheme, host;
  std::uint16_t port{};
  std::string path;
};
[[nodiscard]] std::optional<MailUrl> parse_mail_url(std::string_view text);

[[nodiscard]] bool is_loopback(std::string_view host);
[[nodiscard]] bool looks_like_mail_address(std::string_view text);

}  // namespace ticketd::config
