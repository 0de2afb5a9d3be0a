#include "config/calendars.h"

#include "config/load.h"

#include <gmock/gmock.h>

namespace ticketd::config {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr auto people = R"([[calendar]]
name = "office"
time_zone = "Asia/Seoul"
hours = ["mon-fri 09:00-12:00", "mon-fri 13:00-18:00", "sat 10:00-13:00"]
holidays = ["kr", "2026-12-31"]
[[group]]
name = "cs"
calendar = "office"
[[agent]]
name = "kim"
email = "kim@example.com"
groups = ["cs"]
[[mailbox]]
name = "support"
address = "support@example.com"
group = "cs"
)";

core::Desk desk_with(const std::string& more) {
  auto desk = parse_desk(people + more, "desk.toml");
  EXPECT_TRUE(desk) << desk.error().detail;
  return std::move(*desk);
}

std::string problem_of(const std::string& more) {
  const auto desk = parse_desk(people + more, "desk.toml");
  return desk ? "none" : desk.error().detail;
}

TEST(Calendars, AreOpenAsTheyAreWritten) {
  const auto desk = desk_with("");
  const auto& office = *desk.calendar_of_group("cs");
  const auto at = [&](year_month_day day, minutes time) { return office.zone.utc(local_days(day) + time); };
  EXPECT_TRUE(core::is_open(office, at(2026y / 11 / 20, 9h)));
  EXPECT_FALSE(core::is_open(office, at(2026y / 11 / 20, 12h + 30min)));
  EXPECT_TRUE(core::is_open(office, at(2026y / 11 / 21, 12h)));
  EXPECT_FALSE(core::is_open(office, at(2026y / 12 / 31, 10h))) << "a holiday of the desk's own";
  EXPECT_FALSE(core::is_open(office, at(2026y / 9 / 25, 10h))) << "Chuseok";
  EXPECT_FALSE(core::is_open(office, at(2027y / 2 / 9, 10h))) << "the substitute of a Seollal on Sunday";
}

TEST(Calendars, TheYearsHolidaysOfKoreaAreThoseOfTheOfficialList) {
  std::vector<local_days> days;
  for (const auto day : shipped_holidays("kr"))
    if (year_month_day(day).year() == 2025y) days.push_back(day);
  EXPECT_EQ(days, (std::vector<local_days>{
                      local_days(2025y / 1 / 1), local_days(2025y / 1 / 28), local_days(2025y / 1 / 29),
                      local_days(2025y / 1 / 30), local_days(2025y / 3 / 1), local_days(2025y / 3 / 3),
                      local_days(2025y / 5 / 5), local_days(2025y / 5 / 6), local_days(2025y / 6 / 6),
                      local_days(2025y / 8 / 15), local_days(2025y / 10 / 3), local_days(2025y / 10 / 5),
                      local_days(2025y / 10 / 6), local_days(2025y / 10 / 7), local_days(2025y / 10 / 8),
                      local_days(2025y / 10 / 9), local_days(2025y / 12 / 25)}));
}

TEST(Calendars, HoursThatCannotBeAreRefused) {
  for (const auto* hours :
       {"", "mon", "mon 9-18", "mon-fri 18:00-09:00", "mon-fri 09:00-24:30", "moon 09:00-18:00",
        "mon-fri 09:00-18:00 x", "mon 09:00-09:00", "mon 09:60-10:00"}) {
    core::Calendar calendar;
    EXPECT_FALSE(add_hours(calendar, hours)) << hours;
  }
  core::Calendar calendar;
  EXPECT_TRUE(add_hours(calendar, "fri-mon 09:00-12:00"));
  EXPECT_FALSE(add_hours(calendar, "sun 11:00-13:00")) << "it overlaps";
}

TEST(Promises, AreReadInOrderWithTheirSteps) {
  const auto desk = desk_with(R"([[sla]]
name = "urgent"
when = { priority = "urgent", mailbox = "support" }
first_response = "30m"
warn_before = "10m"
escalate = [ { notify = "group" }, { after = "30m", notify = "manager" } ]
[[sla]]
name = "others"
calendar = "office"
first_response = "4h"
resolution = "2d"
)");
  ASSERT_EQ(desk.sla.size(), 2U);
  EXPECT_EQ(desk.sla[0].when.priority, std::vector{core::Priority::urgent});
  EXPECT_EQ(desk.sla[0].first_response, 30min);
  EXPECT_EQ(desk.sla[0].escalate[1].after, 30min);
  EXPECT_EQ(desk.sla[0].escalate[1].audience, "manager");
  EXPECT_EQ(desk.sla[1].calendar, "office");
  EXPECT_EQ(desk.sla[1].resolution, 48h);
}

TEST(Promises, WhatCannotBeKeptIsRefusedWithItsLine) {
  EXPECT_THAT(problem_of("[[sla]]\nname = \"x\"\n"), HasSubstr("desk.toml:17: [sla] promises nothing"));
  EXPECT_THAT(problem_of("[[sla]]\nname = \"x\"\nresolution = \"1d\"\ncalendar = \"ofice\"\n"),
              HasSubstr("desk.toml:20: calendar: unknown calendar \"ofice\""));
  EXPECT_THAT(problem_of("[[sla]]\nname = \"x\"\nresolution = \"1d\"\nwhen = { words = \"help\" }\n"),
              HasSubstr("words: is about a mail"));
  EXPECT_THAT(
      problem_of("[[sla]]\nname = \"x\"\nresolution = \"1d\"\nescalate = [ { notify = \"boss\" } ]\n"),
      HasSubstr("notify: must be assignee, assignee_or_group"));
  EXPECT_THAT(
      problem_of("[[calendar]]\nname = \"office\"\ntime_zone = \"Asia/Soul\"\nhours = \"mon 1:00-2:00\"\n"),
      HasSubstr("time_zone: unknown time zone \"Asia/Soul\""));
}

}  // namespace
}  // namespace ticketd::config
