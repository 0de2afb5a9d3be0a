// What the log said, as values.
#pragma once

#include "core/types.h"

#include <cstdint>
#include <string>

namespace ticketd::daemon {

struct EventCount {
  std::string event, level;
  std::uint64_t count = 0;
};

struct LogLine {
  std::uint64_t number = 0;  ///< one more for each line
  core::Time at;
  std::string level, event;
  std::string text;  ///< with the event
};

}  // namespace ticketd::daemon
