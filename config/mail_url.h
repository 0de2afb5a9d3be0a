// Where a mail server is, as an operator writes it: imaps://imap.example.com/INBOX,
// smtp+starttls://relay:587.
#pragma once

#include "config/addresses.h"
#include "core/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ticketd::config {

enum class MailProtocol : std::uint8_t { imap, smtp };
enum class TransportSecurity : std::uint8_t { clear, starttls, tls };

struct MailUrl {
  MailProtocol protocol = MailProtocol::imap;
  TransportSecurity security = TransportSecurity::clear;
  std::string host;  ///< name or address; IPv6 without brackets
  std::uint16_t port = 0;
  std::string folder;  ///< of IMAP, UTF-8; INBOX where the URL names none

  [[nodiscard]] bool is_loopback() const { return config::is_loopback(host); }
  /// Whether a password would leave this machine unencrypted.
  [[nodiscard]] bool betrays_passwords() const {
    return security == TransportSecurity::clear && !is_loopback();
  }
};

/// The schemes are imap, imap+starttls, imaps, smtp, smtp+starttls and smtps. Users and passwords have keys
/// of their own and are refused here, where logs would show them.
[[nodiscard]] Result<MailUrl> parse_mail_url(std::string_view url);

}  // namespace ticketd::config
