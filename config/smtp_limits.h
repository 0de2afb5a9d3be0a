// `[smtp.limits]` of ticketd.toml: how much of us one peer may take.
#pragma once

#include <chrono>
#include <cstddef>

namespace ticketd::config {

struct SmtpLimits {
  std::size_t sessions = 200;
  std::size_t sessions_per_ip = 20;  ///< an IPv6 peer is its /64; not for `upstream`
  std::size_t connections_per_ip_per_minute = 60;
  std::size_t mails_per_session = 100;
  std::size_t recipients = 100;
  std::size_t errors = 20;  ///< the session ends with this many, and is slowed down from half of them on
  std::size_t junk_commands = 100;
  std::size_t received_fields = 50;   ///< more are a loop
  std::size_t command_length = 2048;  ///< without its CR LF
  std::chrono::milliseconds command_timeout =
      std::chrono::minutes(5);  ///< for a whole command, however it drips
  std::chrono::milliseconds data_timeout = std::chrono::minutes(3);  ///< for a block of a mail
  std::size_t min_data_rate = 500;                                   ///< octets per second
  std::chrono::milliseconds error_delay = std::chrono::seconds(1);

  bool operator==(const SmtpLimits&) const = default;
};

}  // namespace ticketd::config
