// When the mails of a load come out at the other end: each file of a Maildir is looked into as it appears.
#pragma once

#include "core/result.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ticketd::bench {

class Arrivals {
 public:
  using Clock = std::chrono::steady_clock;

  /// Watches the folder `new` of a Maildir for the first file that names each of `mails` mails in its head or
  /// the begin of its text, as `subject_of` writes it.
  static Result<Arrivals> watch(const std::filesystem::path& folder, const std::string& run,
                                std::size_t mails);

  /// By number; nothing for those that have not come when no other has for `patience`.
  [[nodiscard]] std::vector<std::optional<Clock::time_point>> wait(std::chrono::seconds patience);

 private:
  struct Seen;
  explicit Arrivals(std::shared_ptr<Seen> seen);

  std::shared_ptr<Seen> seen_;
  std::jthread watcher_;
};

}  // namespace ticketd::bench
