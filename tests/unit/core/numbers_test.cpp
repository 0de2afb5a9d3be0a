#include "core/numbers.h"

#include <gtest/gtest.h>

namespace ticketd::core {

using namespace std::chrono;

TEST(Numbers, ANumberFillsItsText) {
  EXPECT_EQ(parse_number<int>("-42"), -42);
  EXPECT_EQ(parse_number<unsigned>("0660", 8), 0660U);
  for (const auto* wrong : {"", " 4", "4 ", "4x", "+4", "99999999999999999999"})
    EXPECT_EQ(parse_number<int>(wrong), std::nullopt) << wrong;
}

TEST(Numbers, ADayIsOneOfTheCalendar) {
  EXPECT_EQ(parse_day("2028-02-29"), 2028y / February / 29d);
  for (const auto* wrong :
       {"", "2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026/01/01", "2026-01--1", "2026-01-01 "})
    EXPECT_EQ(parse_day(wrong), std::nullopt) << wrong;
}

TEST(Numbers, ASpanCarriesAUnit) {
  EXPECT_EQ(parse_span("90s"), 90s);
  EXPECT_EQ(parse_span("5d"), days(5));
  EXPECT_EQ(parse_span(" 2 w "), weeks(2));
  for (const auto* wrong : {"5", "5 days", "5M", "d", "-5d", "", " ", "9999999999w"})
    EXPECT_EQ(parse_span(wrong), std::nullopt) << wrong;
}

}  // namespace ticketd::core
