// `ticketd-bench store`: how many mails a second the store takes, without a network around it. The next limit
// of `ticketd-bench smtp`.
#pragma once

#include <cstddef>
#include <filesystem>

namespace ticketd::bench {

struct StoreBench {
  std::filesystem::path folder;  ///< for the database; on the disk that is to be measured
  std::size_t mails = 10000;
  std::size_t waiting = 50;  ///< mails handed in whose commit is awaited: as many sessions would
  std::size_t size = 10000;  ///< octets of each mail
};

/// Prints mails and CPU time; 0 when every mail was accepted.
[[nodiscard]] int run_store_bench(const StoreBench& bench);

}  // namespace ticketd::bench
