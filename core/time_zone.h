// The civil time of one place: how far it is from UTC, and when that changes. A value; config/ reads it from
// the system's time zone database.
#pragma once

#include "core/types.h"

#include <chrono>
#include <string>
#include <vector>

namespace ticketd::core {

/// What a clock on the wall of that place shows.
using LocalTime = std::chrono::local_time<std::chrono::milliseconds>;

class TimeZone {
 public:
  /// From `at` on, local time is UTC plus `offset`.
  struct Shift {
    std::chrono::sys_seconds at;
    std::chrono::seconds offset;
    auto operator<=>(const Shift&) const = default;
  };

  TimeZone() = default;  ///< UTC
  /// `shifts` in order of time; before the first, local time is UTC plus `standard`.
  TimeZone(std::string name, std::chrono::seconds standard, std::vector<Shift> shifts)
      : name_(std::move(name)), standard_(standard), shifts_(std::move(shifts)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::chrono::seconds offset_at(Time) const;
  [[nodiscard]] LocalTime local(Time) const;
  /// The earlier of the two where the clock is set back; the moment of the jump for a time that a jump
  /// forward leaves out.
  [[nodiscard]] Time utc(LocalTime) const;

 private:
  std::string name_ = "UTC";
  std::chrono::seconds standard_{};
  std::vector<Shift> shifts_;
};

}  // namespace ticketd::core
