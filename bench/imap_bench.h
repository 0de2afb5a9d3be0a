// `ticketd-bench imap`: how many mails a second a running ticketd imports from a mailbox that is full
// already.
#pragma once

#include <string>

namespace ticketd::bench {

struct ImapBench {
  std::string control;  ///< ticketd's control socket
  std::string mailbox = "support";
  bool processed = false;  ///< also wait until every mail has its place
  bool json = false;
};

/// Has that mailbox fetched and prints the result; 0 when that went well. The mailbox must not be connected:
/// its server comes up just before, so that nothing is imported outside the measurement.
[[nodiscard]] int run_imap_bench(const ImapBench& bench);

}  // namespace ticketd::bench
