#include "daemon/startable.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

TEST(Startable, ThreadsThatWereTriedAreGoneAgain) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(startable(4), 4U);
}

}  // namespace ticketd::daemon
