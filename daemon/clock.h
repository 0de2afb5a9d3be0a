// The wall clock of the daemon. Everything else gets the time as a value.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <chrono>
#include <string_view>

namespace ticketd::daemon {

class Clock {
 public:
  explicit Clock(std::chrono::milliseconds offset = {}) : offset_(offset) {}
  [[nodiscard]] core::Time now() const {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()) +
           offset_;
  }

 private:
  std::chrono::milliseconds offset_;
};

/// "+6d", "-1h", "90s": what TICKETD_CLOCK_OFFSET may say, for tests.
[[nodiscard]] Result<std::chrono::milliseconds> parse_clock_offset(std::string_view text);

}  // namespace ticketd::daemon
