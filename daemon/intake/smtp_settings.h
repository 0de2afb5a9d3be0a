// What can be set on an SMTP or LMTP listener, under the names of the [smtp], [smtp.limits] and [lmtp]
// sections.
#pragma once

#include "config/smtp_limits.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ticketd::daemon {

enum class SmtpProtocol : std::uint8_t { smtp, lmtp };

/// Who connects: anyone, or a trusted MTA that stands in front of us. LMTP is always `upstream`.
enum class SmtpProfile : std::uint8_t { internet, upstream };

using config::SmtpLimits;

struct SmtpSettings {
  SmtpProtocol protocol = SmtpProtocol::smtp;
  SmtpProfile profile = SmtpProfile::internet;
  std::vector<std::string> listen;  ///< see daemon/listener.h
  std::string hostname = "localhost";
  std::size_t max_message_size = std::size_t{36} * 1024 * 1024;
  std::string tls_certificate;  ///< PEM files; without them STARTTLS is not offered
  std::string tls_key;
  bool smtputf8 = false;
  std::vector<std::string> proxies;  ///< addresses and networks that say by the PROXY protocol who connects
  std::string socket_mode = "0660";  ///< of unix sockets
  std::string socket_group;
  SmtpLimits limits;

  [[nodiscard]] bool is_lmtp() const { return protocol == SmtpProtocol::lmtp; }
  [[nodiscard]] bool behind_our_border() const { return is_lmtp() || profile == SmtpProfile::upstream; }
};

/// While four fifths of the sessions are taken, strangers get less patience.
[[nodiscard]] inline SmtpLimits under_stress(SmtpLimits limits) {
  limits.errors = 1;
  limits.junk_commands = 1;
  limits.command_timeout =
      std::min<std::chrono::milliseconds>(limits.command_timeout, std::chrono::seconds(10));
  limits.data_timeout = std::min<std::chrono::milliseconds>(limits.data_timeout, std::chrono::seconds(10));
  return limits;
}

}  // namespace ticketd::daemon
