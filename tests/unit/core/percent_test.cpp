#include "core/percent.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(Percent, EncodesAllButTheUnreservedLetters) {
  EXPECT_EQ(percent_encoded("a-b.c_d~9"), "a-b.c_d~9");
  EXPECT_EQ(percent_encoded("a+b@c/김&%"), "a%2Bb%40c%2F%EA%B9%80%26%25");
  EXPECT_EQ(percent_encoded("a+b@c", "+"), "a+b%40c");
}

}  // namespace ticketd::core
