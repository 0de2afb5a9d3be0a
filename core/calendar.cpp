#include "core/calendar.h"

#include <algorithm>

namespace ticketd::core {

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::milliseconds;

constexpr days horizon{3660};  // how far we look for an open hour

struct Shift {
  Time from, to;
};

local_days day_of(const Calendar& calendar, Time time) {
  return std::chrono::floor<days>(calendar.zone.local(time));
}

/// The open hours of one day, as moments.
std::vector<Shift> shifts_of(const Calendar& calendar, local_days day) {
  std::vector<Shift> shifts;
  if (calendar.holidays.contains(day)) return shifts;
  for (const auto& hours : calendar.week[std::chrono::weekday(day).c_encoding()])
    shifts.push_back({calendar.zone.utc(day + hours.from), calendar.zone.utc(day + hours.to)});
  return shifts;
}

/// Calls `visit` with what of each shift lies behind `from`, in order, until it returns false.
template <class Visit>
void each_shift_since(const Calendar& calendar, Time from, Visit visit) {
  const auto first = day_of(calendar, from);
  for (auto day = first; day < first + horizon; day += days{1})
    for (const auto& shift : shifts_of(calendar, day))
      if (shift.to > from && !visit(Shift{std::max(shift.from, from), shift.to})) return;
}

}  // namespace

Calendar around_the_clock() {
  Calendar calendar;
  calendar.week.fill({OpeningHours{0min, 24h}});
  return calendar;
}

bool is_open(const Calendar& calendar, Time time) {
  const auto shifts = shifts_of(calendar, day_of(calendar, time));
  return std::any_of(shifts.begin(), shifts.end(),
                     [&](const Shift& shift) { return shift.from <= time && time < shift.to; });
}

std::optional<Time> next_opening(const Calendar& calendar, Time from) {
  std::optional<Time> opening;
  each_shift_since(calendar, from, [&](const Shift& shift) {
    opening = shift.from;
    return false;
  });
  return opening;
}

std::optional<Time> next_closing(const Calendar& calendar, Time from) {
  std::optional<Time> closing;
  each_shift_since(calendar, from, [&](const Shift& shift) {
    if (closing && shift.from > *closing) return false;
    closing = shift.to;
    return closing < from + days{7};  // open day and night: look no further
  });
  return closing;
}

milliseconds business_time(const Calendar& calendar, Time from, Time to) {
  milliseconds passed{};
  each_shift_since(calendar, from, [&](const Shift& shift) {
    if (shift.from >= to) return false;
    passed += std::min(shift.to, to) - shift.from;
    return true;
  });
  return passed;
}

std::optional<Time> add_business_time(const Calendar& calendar, Time from, milliseconds amount) {
  if (amount <= 0ms) return from;
  std::optional<Time> due;
  each_shift_since(calendar, from, [&](const Shift& shift) {
    const auto lasts = shift.to - shift.from;
    if (lasts >= amount) due = shift.from + amount;
    amount -= lasts;
    return !due;
  });
  return due;
}

}  // namespace ticketd::core
