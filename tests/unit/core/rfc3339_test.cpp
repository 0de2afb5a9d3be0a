#include "core/rfc3339.h"

#include <gtest/gtest.h>

namespace ticketd::core {

using std::chrono::milliseconds;

TEST(Rfc3339, TimesAreUtcWithMillisecondsOnlyWhereThereAreSome) {
  EXPECT_EQ(rfc3339(Time(milliseconds(0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(Time(milliseconds(1'795'251'600'007))), "2026-11-21T09:00:00.007Z");
  EXPECT_EQ(rfc3339(Time(milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, WhatWasWrittenIsReadBackAndNothingElse) {
  for (const auto at : {0LL, 1'795'251'600'007LL, 1'795'251'600'000LL, -1LL})
    EXPECT_EQ(time_of_rfc3339(rfc3339(Time(milliseconds(at)))), Time(milliseconds(at)));
  for (const auto* other :
       {"", "2026-11-21", "2026-11-21T09:00:00", "2026-11-21T09:00:00+09:00", "2026-13-21T09:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T09:00:00.7Z", "2026-11-21T09:00:00Z "})
    EXPECT_EQ(time_of_rfc3339(other), std::nullopt) << other;
}

}  // namespace ticketd::core
