// `ticketd-bench parse`: the whole of parsers::parse against GMime doing its part of it.
#pragma once

#include <string>
#include <vector>

namespace ticketd::bench {

struct ParseBench {
  std::vector<std::string> folders;
  double seconds = 3;       ///< of each reader
  bool every_file = false;  ///< also what is no mail
};

/// Prints a table; 0 unless there was nothing to read.
[[nodiscard]] int run_parse_bench(const ParseBench& bench);

}  // namespace ticketd::bench
