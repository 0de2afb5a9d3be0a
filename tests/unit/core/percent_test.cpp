#include "core/percent.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(Percent, EncodesAllButTheUnreservedLetters) {
  EXPECT_EQ(percent_encoded("a-b.c_d~9"), "a-b.c_d~9");
  EXPECT_EQ(percent_encoded("a+b@c/김&%"), "a%2Bb%40c%2F%EA%B9%80%26%25");
  EXPECT_EQ(percent_encoded("a+b@c", "+"), "a+b%40c");
}

TEST(Percent, DecodesOctetsAndLeavesAloneWhatIsNone) {
  EXPECT_EQ(percent_decoded("a%2Bb%40c%2f%EA%B9%80%00"), std::string("a+b@c/김\0", 10));
  EXPECT_EQ(percent_decoded("100% of%2x, %4"), "100% of%2x, %4");
  EXPECT_EQ(percent_decoded("%%41%"), "%A%");
  EXPECT_EQ(percent_decoded(percent_encoded("김민지 & Co. 100%")), "김민지 & Co. 100%");
}

}  // namespace ticketd::core
