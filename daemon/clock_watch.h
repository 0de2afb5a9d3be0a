// Whether the wall clock can be believed. A clock that jumps ahead would let every promise seem broken and
// every rule of time due; so after a jump whatever depends on the clock waits until the new time has lasted.
#pragma once

#include "core/types.h"

#include <chrono>
#include <optional>

namespace ticketd::daemon {

class ClockWatch {
 public:
  static constexpr std::chrono::minutes jump{5};      ///< smaller ones are the usual work of a time service
  static constexpr std::chrono::minutes settles{10};  ///< so long a new time must last

  /// `machine` is the time since the machine started, sleep included. False from a jump ahead until the clock
  /// went back, or went evenly for `settles`. A jump back only makes things late.
  bool can_be_believed(core::Time wall, std::chrono::milliseconds machine) {
    const auto ahead = wall.time_since_epoch() - machine;
    if (!usual_ || ahead < *usual_ + jump) {
      usual_ = ahead;
      doubted_since_.reset();
      return true;
    }
    if (!doubted_since_) doubted_since_ = machine;
    if (machine - *doubted_since_ < settles) return false;
    usual_ = ahead;
    doubted_since_.reset();
    return true;
  }

 private:
  std::optional<std::chrono::milliseconds> usual_;  ///< how far the wall clock is ahead of the machine's
  std::optional<std::chrono::milliseconds> doubted_since_;
};

}  // namespace ticketd::daemon
