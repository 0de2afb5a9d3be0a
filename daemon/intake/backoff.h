// How long to wait before the next try: doubling from `first` to `longest`, a fifth more or less, so that
// many clients of one server that came back do not return together.
#pragma once

#include "crypto/digest.h"

#include <algorithm>
#include <chrono>

namespace ticketd::daemon {

class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest)
      : first_(first), longest_(longest) {}

  void reset() { next_ = std::chrono::milliseconds{0}; }

  [[nodiscard]] std::chrono::milliseconds next() {
    next_ = next_.count() == 0 ? first_ : std::min(next_ * 2, longest_);
    const auto per_mille = static_cast<long>(800 + crypto::random_number() % 401);
    return std::max(next_ * per_mille / 1000,
                    std::min(first_, longest_));  // never sooner than the first wait
  }

 private:
  std::chrono::milliseconds first_, longest_;
  std::chrono::milliseconds next_{0};
};

}  // namespace ticketd::daemon
