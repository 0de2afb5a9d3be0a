#include "config/time_zone.h"

#include "config/posix_time_zone.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <random>

namespace ticketd::config {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using namespace std::string_literals;
using core::Time;

/// What the C library makes of it.
seconds offset_by_libc(const char* zone, Time time) {
  ::setenv("TZ", zone, 1);
  ::tzset();
  const auto unix_time = static_cast<std::time_t>(floor<seconds>(time).time_since_epoch().count());
  std::tm broken{};
  ::localtime_r(&unix_time, &broken);
  ::unsetenv("TZ");
  return seconds(broken.tm_gmtoff);
}

class TimeZones : public testing::TestWithParam<const char*> {};

TEST_P(TimeZones, AgreeWithTheCLibraryFrom1970To2099) {
  const auto zone = load_time_zone(GetParam());
  ASSERT_TRUE(zone);
  std::mt19937_64 dice(1);
  for (int i = 0; i < 2000; ++i) {
    const auto time = Time(seconds(std::uniform_int_distribution<std::int64_t>(0, 4'102'444'800)(dice)));
    ASSERT_EQ(zone->offset_at(time), offset_by_libc(GetParam(), time)) << time.time_since_epoch().count();
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheWorld, TimeZones,
                         testing::Values("Asia/Seoul", "UTC", "Europe/Berlin", "Europe/Dublin",
                                         "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
                                         "Asia/Kathmandu"));

TEST(TimeZoneFile, OnlyNamesOfTheDatabaseAreOpened) {
  for (const auto* name : {"", "Mars/Olympus", "../../../etc/passwd", "/etc/localtime", "Asia", "zone.tab"})
    EXPECT_FALSE(load_time_zone(name)) << name;
}

TEST(TimeZoneFile, DamagedBytesAreNoTimeZone) {
  const std::string header = std::string("TZif2") + std::string(15, '\0');
  const auto counts = [](std::string one) {
    return std::string(16, '\0') + "\0\0\0"s + std::move(one) + "\0\0\0\4"s;
  };
  EXPECT_FALSE(read_time_zone("x", "")) << "nothing";
  EXPECT_FALSE(read_time_zone("x", header)) << "no counts";
  EXPECT_FALSE(read_time_zone("x", header + std::string(24, '\xff'))) << "negative counts";
  EXPECT_FALSE(read_time_zone("x", header + counts("\1"))) << "a block that is missing";
}

TEST(PosixTimeZone, ATextThatIsNoRuleIsRefused) {
  for (const auto* rule :
       {"", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J3", "EST5EDT,M3.2.0,M11.1.0,x", "<+3", "E5E,1,2/"})
    EXPECT_FALSE(posix_shifts(rule, 2026y, 2027y)) << rule;
}

TEST(PosixTimeZone, DaysOfTheYearAreCountedWithAndWithoutTheLeapDay) {
  const auto shifts = posix_shifts("A0B,J60/0,59/0", 2028y, 2028y);  // 2028 has a 29th of February
  ASSERT_TRUE(shifts);
  EXPECT_EQ(shifts->back().at, sys_days(2028y / 3 / 1)) << "J60 is always the 1st of March";
  EXPECT_EQ(shifts->front().at, sys_days(2028y / 2 / 29) - 1h) << "59 is the sixtieth day, in summer time";
}

}  // namespace
}  // namespace ticketd::config
