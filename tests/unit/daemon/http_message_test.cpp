#include "daemon/http/message.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using testing::ElementsAre;

TEST(HttpTarget, IsTakenApartAndDecoded) {
  const auto target = parse_target("/api/v1/explain/a%2Bb%40c?view=open&q=a+b%20c&flag");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->path, ElementsAre("api", "v1", "explain", "a+b@c"));
  EXPECT_EQ(target->query.at("q"), "a b c");
  EXPECT_EQ(target->query.at("flag"), "");
  for (const auto* wrong : {"", "api", "http://x/", "/%", "/%4", "/%zz", "/%00", "*"})
    EXPECT_FALSE(parse_target(wrong)) << wrong;
}

}  // namespace ticketd::daemon
