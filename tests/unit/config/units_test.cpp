#include "config/units.h"

#include <gtest/gtest.h>

namespace ticketd::config {

using std::chrono::seconds;

TEST(Units, SizesCarryAUnit) {
  EXPECT_EQ(parse_size("36MiB"), 36U * 1024 * 1024);
  EXPECT_EQ(parse_size("500 B"), 500U);
  EXPECT_EQ(parse_size("1KiB"), 1024U);
  for (const auto* wrong :
       {"36", "36MB", "MiB", "-1B", "1.5GiB", "", "99999999999999999999B", "9999999999GiB"})
    EXPECT_EQ(parse_size(wrong), std::nullopt) << wrong;
}

TEST(Units, ABoundIsAtLeastUnlessItSaysLess) {
  const auto five_days = parse_duration_bound("5d");
  ASSERT_TRUE(five_days);
  EXPECT_EQ(five_days->is, core::DurationBound::Is::at_least);
  EXPECT_EQ(parse_duration_bound(">= 5d")->span, seconds(5 * 86'400));
  EXPECT_EQ(parse_duration_bound("< 2h")->is, core::DurationBound::Is::less_than);
  EXPECT_EQ(parse_number_bound("<80")->number, 80);
  EXPECT_EQ(parse_number_bound("80")->is, core::NumberBound::Is::at_least);
  for (const auto* wrong : {"<= 80", "> 80", "80 characters", "-1"})
    EXPECT_FALSE(parse_number_bound(wrong)) << wrong;
}

TEST(Units, SinceIsADayOrAnAgeInWholeDays) {
  using namespace std::chrono;
  EXPECT_EQ(parse_since("2026-11-01"), core::Since(sys_days(2026y / November / 1d)));
  EXPECT_EQ(parse_since("3d"), core::Since(days(3)));
  EXPECT_EQ(parse_since("48h"), core::Since(days(2)));
  for (const auto* text : {"", "3", "5h", "2026-02-30", "2026-1-1", "2026-11-1x", "20261101", "-3d"})
    EXPECT_FALSE(parse_since(text)) << text;
}

}  // namespace ticketd::config
