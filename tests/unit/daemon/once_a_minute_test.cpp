#include "daemon/once_a_minute.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

using namespace std::chrono_literals;

TEST(OnceAMinute, TheFirstIsToldAtOnceAndTheOthersTogetherAMinuteLater) {
  OnceAMinute failures;
  const OnceAMinute::Clock::time_point noon(12h);
  EXPECT_EQ(failures.count(noon), 1U);
  EXPECT_EQ(failures.count(noon + 1s), 0U);
  EXPECT_EQ(failures.count(noon + 59s), 0U);
  EXPECT_EQ(failures.count(noon + 60s), 3U);
  EXPECT_EQ(failures.count(noon + 61s), 0U);
}

}  // namespace ticketd::daemon
