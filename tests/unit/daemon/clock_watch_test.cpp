#include "daemon/clock_watch.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {
namespace {

using namespace std::chrono_literals;

/// The wall clock stands `ahead` of where it began, on a machine that has run for so long.
bool believed(ClockWatch& watch, std::chrono::minutes machine, std::chrono::minutes ahead = 0min) {
  return watch.can_be_believed(core::Time(std::chrono::hours(490'000)) + machine + ahead, machine);
}

TEST(ClockWatch, AClockThatGoesEvenlyIsBelieved) {
  ClockWatch watch;
  EXPECT_TRUE(believed(watch, 0min));
  EXPECT_TRUE(believed(watch, 600min)) << "however rarely it is asked";
}

TEST(ClockWatch, ADayAheadAndBackAgainIsNeverBelieved) {
  ClockWatch watch;
  EXPECT_TRUE(believed(watch, 0min));
  EXPECT_FALSE(believed(watch, 1min, 1440min));
  EXPECT_FALSE(believed(watch, 9min, 1440min));
  EXPECT_TRUE(believed(watch, 10min));
}

TEST(ClockWatch, ANewTimeThatLastsIsBelieved) {
  ClockWatch watch;
  EXPECT_TRUE(believed(watch, 0min));
  EXPECT_FALSE(believed(watch, 1min, 1440min));
  EXPECT_TRUE(believed(watch, 11min, 1440min));
  EXPECT_TRUE(believed(watch, 12min, 1440min));
}

TEST(ClockWatch, AClockSetBackIsBelievedAtOnce) {
  ClockWatch watch;
  EXPECT_TRUE(believed(watch, 0min));
  EXPECT_TRUE(believed(watch, 1min, -1440min));
  EXPECT_FALSE(believed(watch, 2min)) << "and its return is a jump ahead";
}

}  // namespace
}  // namespace ticketd::daemon
