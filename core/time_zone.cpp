#include "core/time_zone.h"

#include <algorithm>

namespace ticketd::core {

using namespace std::chrono_literals;

std::chrono::seconds TimeZone::offset_at(Time time) const {
  const auto next = std::upper_bound(shifts_.begin(), shifts_.end(), time,
                                     [](Time wanted, const Shift& shift) { return wanted < shift.at; });
  return next == shifts_.begin() ? standard_ : std::prev(next)->offset;
}

LocalTime TimeZone::local(Time time) const { return LocalTime(time.time_since_epoch() + offset_at(time)); }

Time TimeZone::utc(LocalTime local) const {
  const Time as_if_utc(local.time_since_epoch());
  // No place is a day away from UTC, and none shifts its clock twice within two days.
  const auto before = offset_at(as_if_utc - 24h);
  const auto after = offset_at(as_if_utc + 24h);
  for (const auto offset : {std::max(before, after), std::min(before, after)})
    if (offset_at(as_if_utc - offset) == offset) return as_if_utc - offset;
  const auto jump = std::upper_bound(shifts_.begin(), shifts_.end(), as_if_utc - 24h,
                                     [](Time wanted, const Shift& shift) { return wanted < shift.at; });
  return jump->at;
}

}  // namespace ticketd::core
