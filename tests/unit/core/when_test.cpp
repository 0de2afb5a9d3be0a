#include "core/when.h"

#include "core/rfc3339.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

using namespace std::chrono_literals;
const Time noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h;

std::string meant(const std::string& text) {
  const auto time = time_meant(text, noon, 9h);
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

TEST(When, WhatIsPastOrNoTimeIsRefused) {
  for (const auto* text : {"", "soon", "0d", "-2d", "2x", "99999d", "2026-11-20", "2026-13-01", "2026-02-30",
                           "2026-12-24 25:00", "99999999999999999999"})
    EXPECT_EQ(meant(text), "no time") << text;
}

}  // namespace ticketd::core
