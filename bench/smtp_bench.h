// `ticketd-bench smtp`: how many mails a second an SMTP server takes, how long each 250 takes, how many it
// finishes, and how long a mail takes from one end to the other.
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
  bool mix = false;          ///< of sizes instead, and every other mail answers an earlier one
  std::string control;       ///< ticketd's control socket: wait there until every mail was processed, or …
  std::string maildir;       ///< … in this folder until every mail was delivered
  std::size_t ahead = 0;     ///< accepted mails that may be unfinished before the next is handed in; 0: any
  double rate = 0;           ///< mails a second, however long each takes; 0: one after the other
  std::string arrivals;      ///< the folder `new` of a Maildir where every mail comes out at the other end
  bool json = false;
};

/// Prints the result; 0 when every mail was accepted (and finished, where that was asked for).
[[nodiscard]] int run_smtp_bench(const SmtpBench& bench);

}  // namespace ticketd::bench
