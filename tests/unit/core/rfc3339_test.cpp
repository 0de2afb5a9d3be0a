#include "core/rfc3339.h"

#include <gtest/gtest.h>

namespace ticketd::core {

using std::chrono::milliseconds;

TEST(Rfc3339, TimesAreUtcWithMillisecondsOnlyWhereThereAreSome) {
  EXPECT_EQ(rfc3339(Time(milliseconds(0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(Time(milliseconds(1'795'251'600'007))), "2026-11-21T09:00:00.007Z");
  EXPECT_EQ(rfc3339(Time(milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

}  // namespace ticketd::core
