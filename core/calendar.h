// Business time: the hours in which a desk, or one agent, is at work. All arithmetic is exact to the
// millisecond, over holidays and over clocks that are set forward and back.
#pragma once

#include "core/time_zone.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ticketd::core {

/// Part of a day by the clock on the wall: 09:00 to 18:00, or 00:00 to 24:00.
struct OpeningHours {
  std::chrono::minutes from{};
  std::chrono::minutes to{};
  auto operator<=>(const OpeningHours&) const = default;
};

struct Calendar {
  std::string name;
  TimeZone zone;
  std::array<std::vector<OpeningHours>, 7>
      week;                                    ///< Sunday first; of one day in order, apart from each other
  std::set<std::chrono::local_days> holidays;  ///< closed all day
};

/// Open day and night, every day.
[[nodiscard]] Calendar around_the_clock();

[[nodiscard]] bool is_open(const Calendar&, Time);
/// `from` itself when it is open then. Nothing when it stays closed for ten years.
[[nodiscard]] std::optional<Time> next_opening(const Calendar&, Time from);
/// The end of the opening hours that hold or come next.
[[nodiscard]] std::optional<Time> next_closing(const Calendar&, Time from);
/// Business time that passes between two moments; zero when `to` is not later than `from`.
[[nodiscard]] std::chrono::milliseconds business_time(const Calendar&, Time from, Time to);
/// When so much business time has passed since `from`: the first such moment. Nothing as with next_opening.
[[nodiscard]] std::optional<Time> add_business_time(const Calendar&, Time from, std::chrono::milliseconds);

}  // namespace ticketd::core
