// `ticketd-bench out`: fills the outbox of a ticketd that is not running with answers to customers, so that
// the time it then takes to send them can be measured. scripts/bench-outgoing does that, beside Postfix.
#pragma once

#include <cstddef>
#include <string>

namespace ticketd::bench {

struct OutBench {
  std::string state_dir;
  std::string from = "support@desk.example.com";
  std::string domain = "example.net";  ///< of the recipients
  std::size_t letters = 10'000;
  bool print_one = false;  ///< no queue: one of the letters as bytes, for other programs to send
};

/// 0 when the letters stand in the database.
[[nodiscard]] int run_out_bench(const OutBench& bench);

}  // namespace ticketd::bench
