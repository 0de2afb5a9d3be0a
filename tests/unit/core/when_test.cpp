#include "core/when.h"

#include "core/rfc3339.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

using namespace std::chrono_literals;
const Time noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h;

std::string meant(const std::string& text) {
  const auto time = time_meant(text, noon, TimeZone("Asia/Seoul", 9h, {}));
  return time ? rfc3339(*time) : "no time";
}

}  // namespace

TEST(When, SpansDaysAndTimesInTheDesksZone) {
  EXPECT_EQ(meant("2d"), "2026-11-23T12:00:00Z");
  EXPECT_EQ(meant("30m"), "2026-11-21T12:30:00Z");
  EXPECT_EQ(meant("2026-12-24"), "2026-12-24T00:00:00Z") << "nine in the morning in Seoul";
  EXPECT_EQ(meant("2026-12-24 18:30"), "2026-12-24T09:30:00Z");
  EXPECT_EQ(meant("2026년 12월 24일 18:30"), "2026-12-24T09:30:00Z");
  EXPECT_EQ(meant("2026-12-24T18:30:00Z"), "2026-12-24T18:30:00Z");
  EXPECT_EQ(meant("2026-12-24T18:30:00-05:00"), "2026-12-24T23:30:00Z");
}

TEST(When, ADayWithoutItsYearIsTheNextOne) {
  EXPECT_EQ(meant("12월 1일"), "2026-12-01T00:00:00Z");
  EXPECT_EQ(meant("12월 1일 18:30"), "2026-12-01T09:30:00Z");
  EXPECT_EQ(meant("12월 1일 18시"), "2026-12-01T09:00:00Z");
  EXPECT_EQ(meant("12月1日"), "2026-12-01T00:00:00Z");
  EXPECT_EQ(meant("11월 20일"), "2027-11-20T00:00:00Z") << "of this year it is past";
  EXPECT_EQ(meant("11월 21일 23:30"), "2026-11-21T14:30:00Z") << "today";
  for (const auto* text : {"13월 1일", "2월 30일", "12월", "1 2", "12/1", "월 1일 2"})
    EXPECT_EQ(meant(text), "no time") << text;
  const Time new_year = std::chrono::sys_days(std::chrono::year(2027) / 1 / 1) + 1h;
  EXPECT_EQ(rfc3339(*time_meant("12월 31일 23:00", new_year, TimeZone("America/New_York", -5h, {}))),
            "2027-01-01T04:00:00Z")
      << "last year here still";
}

TEST(When, ATimeIsReadByTheClockOfItsOwnDateNotOfToday) {
  const auto at_one = [](auto day) { return std::chrono::sys_days(day) + 1h; };
  using namespace std::chrono;
  const TimeZone berlin(
      "Europe/Berlin", 1h,
      {{at_one(2026y / 3 / 29), 2h}, {at_one(2026y / 10 / 25), 1h}, {at_one(2027y / 3 / 28), 2h}});
  const auto in_berlin = [&](std::string_view text, Time now) {
    return rfc3339(*time_meant(text, now, berlin));
  };
  EXPECT_EQ(in_berlin("2026-12-24 09:30", noon), "2026-12-24T08:30:00Z");
  EXPECT_EQ(in_berlin("2027-04-01 09:30", noon), "2027-04-01T07:30:00Z") << "summer by then";
  const Time in_july = sys_days(2026y / 7 / 1);
  EXPECT_EQ(in_berlin("2026-12-24", in_july), "2026-12-24T08:00:00Z") << "winter by then";
  EXPECT_EQ(in_berlin("2026-12-24 09:30+02:00", in_july), "2026-12-24T07:30:00Z") << "as it is written";
}

TEST(When, WhatIsPastOrNoTimeIsRefused) {
  for (const auto* text : {"", "soon", "0d", "-2d", "2x", "99999d", "2026-11-20", "2026-13-01", "2026-02-30",
                           "2026-12-24 25:00", "99999999999999999999"})
    EXPECT_EQ(meant(text), "no time") << text;
}

}  // namespace ticketd::core
