// `ticketd-bench smtp`: how many mails a second an SMTP server takes, and how long each 250 takes.
#pragma once

#include "bench/smtp_sender.h"

#include <cstddef>
#include <string>

namespace ticketd::bench {

struct SmtpBench {
  Target target;
  std::size_t sessions = 10;
  std::size_t mails = 1000;
  std::size_t size = 10000;  ///< octets of each mail
  std::string control;       ///< ticketd's control socket: wait there until every mail was processed
  bool json = false;
};

/// Prints the result; 0 when every mail was accepted (and processed, where that was asked for).
[[nodiscard]] int run_smtp_bench(const SmtpBench& bench);

}  // namespace ticketd::bench
