// `ticketd-bench search`: how fast a store with many entries answers questions for words, and what keeping
// its index costs when they come in.
#pragma once

#include <cstddef>
#include <filesystem>

namespace ticketd::bench {

struct SearchBench {
  std::filesystem::path folder;  ///< empty; for the database
  std::size_t entries = 100'000;
  std::size_t words = 80;  ///< of each entry, every other one Korean
};

/// Prints entries a second, and for each question how many tickets it finds in what time; 0 when all went
/// well.
[[nodiscard]] int run_search_bench(const SearchBench& bench);

}  // namespace ticketd::bench
