#include "core/calendar.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace ticketd::core {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

Time at(year_month_day day, minutes time) { return sys_days(day) + time; }

TimeZone seoul() { return {"Asia/Seoul", 9h, {}}; }

/// Summer time from March to November, as in New York of 2026.
TimeZone new_york() {
  return {
      "America/New_York", -5h, {{sys_days(2026y / 3 / 8) + 7h, -4h}, {sys_days(2026y / 11 / 1) + 6h, -5h}}};
}

Calendar weekdays(TimeZone zone) {
  Calendar calendar{"office", std::move(zone), {}, {}};
  for (auto day = 1U; day <= 5; ++day) calendar.week[day] = {{9h, 12h}, {13h, 18h}};
  return calendar;
}

TEST(TimeZone, LocalTimeIsAheadOfUtcInSeoul) {
  EXPECT_EQ(seoul().local(at(2026y / 11 / 22, 15h)), LocalTime(local_days(2026y / 11 / 23)));
  EXPECT_EQ(seoul().utc(local_days(2026y / 11 / 23) + 9h), at(2026y / 11 / 23, 0h));
}

TEST(TimeZone, ATimeThatAJumpForwardLeavesOutIsTheJump) {
  EXPECT_EQ(new_york().utc(local_days(2026y / 3 / 8) + 2h + 30min), at(2026y / 3 / 8, 7h));
  EXPECT_EQ(new_york().utc(local_days(2026y / 3 / 8) + 3h), at(2026y / 3 / 8, 7h));
}

TEST(TimeZone, ATimeThatComesTwiceIsTheFirst) {
  EXPECT_EQ(new_york().utc(local_days(2026y / 11 / 1) + 1h + 30min), at(2026y / 11 / 1, 5h + 30min));
  EXPECT_EQ(new_york().utc(local_days(2026y / 11 / 1) + 2h), at(2026y / 11 / 1, 7h));
}

TEST(Calendar, TheLunchBreakAndTheWeekendAreClosed) {
  const auto office = weekdays(seoul());
  EXPECT_TRUE(is_open(office, at(2026y / 11 / 20, 0h)));           // Friday, 09:00
  EXPECT_FALSE(is_open(office, at(2026y / 11 / 20, 3h + 30min)));  // 12:30
  EXPECT_FALSE(is_open(office, at(2026y / 11 / 20, 9h)));          // 18:00
  EXPECT_FALSE(is_open(office, at(2026y / 11 / 21, 1h)));          // Saturday
}

TEST(Calendar, FourHoursFromFridayAfternoonEndOnMonday) {
  const auto office = weekdays(seoul());
  EXPECT_EQ(add_business_time(office, at(2026y / 11 / 20, 7h), 4h),
            at(2026y / 11 / 23, 2h));  // 16:00 → Mon 11:00
}

TEST(Calendar, AHolidayIsSkipped) {
  auto office = weekdays(seoul());
  office.holidays.insert(local_days(2026y / 11 / 23));
  EXPECT_EQ(next_opening(office, at(2026y / 11 / 20, 9h)), at(2026y / 11 / 24, 0h));
}

TEST(Calendar, TheDayOnWhichTheClockIsSetForwardHasTwentyThreeHours) {
  auto always = around_the_clock();
  always.zone = new_york();
  EXPECT_EQ(business_time(always, at(2026y / 3 / 8, 5h), at(2026y / 3 / 9, 4h)), 23h);
}

TEST(Calendar, OneThatNeverOpensIsDueNever) {
  const Calendar closed{"closed", seoul(), {}, {}};
  EXPECT_FALSE(next_opening(closed, at(2026y / 11 / 20, 9h)));
  EXPECT_FALSE(add_business_time(closed, at(2026y / 11 / 20, 9h), 1min));
}

/// Slow and obvious: looks at the clock on the wall every minute. Hours begin when it first shows their
/// beginning that day, or later, and end when it first shows their end.
class Watchman {
 public:
  Watchman(const Calendar& calendar, Time from, Time to) : from_(floor<days>(from) - 48h) {
    std::map<std::pair<local_days, std::size_t>, bool> over;
    for (auto now = from_; now < to; now += 1min) {
      const auto local = calendar.zone.local(now);
      const auto day = floor<days>(local);
      const auto& hours = calendar.week[weekday(day).c_encoding()];
      bool open = false;
      for (std::size_t i = 0; i < hours.size() && !calendar.holidays.contains(day); ++i) {
        auto& done = over[{day, i}];
        done |= local >= day + hours[i].to;
        begun_[{day, i}] |= local >= day + hours[i].from;
        open |= begun_[{day, i}] && !done;
      }
      open_.push_back(open);
    }
  }
  [[nodiscard]] bool is_open(Time time) const {
    return open_[static_cast<std::size_t>((time - from_) / 1min)];
  }

 private:
  Time from_;
  std::map<std::pair<local_days, std::size_t>, bool> begun_;
  std::vector<bool> open_;
};

TEST(Calendar, AgreesWithAWatchmanWhoLooksEveryMinute) {
  std::mt19937 dice(20261122);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(dice); };
  for (int round = 0; round < 12; ++round) {
    Calendar calendar{"random", pick(0, 1) ? new_york() : seoul(), {}, {}};
    for (auto& hours : calendar.week)
      for (int edge = pick(-300, 600); edge < 1440;) {
        const auto from = std::max(edge, 0);
        const auto to = std::min(from + pick(1, 700), 1440);
        if (from < to && pick(0, 2)) hours.push_back({minutes(from), minutes(to)});
        edge = to + pick(1, 600);
      }
    const auto start = at(pick(0, 1) ? 2026y / 3 / 5 : 2026y / 10 / 29, minutes(pick(0, 1439)));
    const auto end = start + days(8);
    calendar.holidays.insert(floor<days>(calendar.zone.local(start)) + days(pick(0, 7)));
    const Watchman watchman(calendar, start, end);

    minutes passed{};
    for (auto now = start; now < end; now += 1min) {
      ASSERT_EQ(is_open(calendar, now), watchman.is_open(now)) << now.time_since_epoch().count();
      if (pick(0, 200) == 0) {
        ASSERT_EQ(business_time(calendar, start, now), passed);
      }
      if (!watchman.is_open(now)) continue;
      passed += 1min;
      ASSERT_EQ(add_business_time(calendar, start, passed), now + 1min);
    }
  }
}

}  // namespace
}  // namespace ticketd::core
