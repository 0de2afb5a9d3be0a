#include "core/retry.h"

#include <gtest/gtest.h>

namespace ticketd::core {

using namespace std::chrono_literals;

constexpr Time noon{std::chrono::hours(480'000)};
constexpr std::uint64_t middle = 20;  // 100 %

TEST(Retry, AMailThatWasTakenIsSent) {
  EXPECT_TRUE(std::holds_alternative<Sent>(after_attempt(1, nullptr, noon, noon, middle)));
}

TEST(Retry, ARefusalIsFinal) {
  const Error refused{ErrorKind::remote_permanent, "550 no such user"};
  const auto verdict = after_attempt(1, &refused, noon, noon, middle);
  ASSERT_TRUE(std::holds_alternative<GiveUp>(verdict));
  EXPECT_EQ(std::get<GiveUp>(verdict).why, "550 no such user");
}

TEST(Retry, WaitsGrowToAnHourAndStayThere) {
  const Error deferred{ErrorKind::remote_temporary, "451"};
  const auto wait = [&](int attempts) {
    return std::get<RetryAt>(after_attempt(attempts, &deferred, noon, noon, middle)).at - noon;
  };
  EXPECT_EQ(wait(1), 1min);
  EXPECT_EQ(wait(2), 5min);
  EXPECT_EQ(wait(5), 60min);
  EXPECT_EQ(wait(50), 60min);
}

TEST(Retry, EachWaitIsSpreadByAFifthEitherWay) {
  const Error deferred{ErrorKind::network, "refused"};
  for (std::uint64_t dice = 0; dice < 100; ++dice) {
    const auto wait = std::get<RetryAt>(after_attempt(5, &deferred, noon, noon, dice)).at - noon;
    EXPECT_GE(wait, 48min);
    EXPECT_LE(wait, 72min);
  }
}

TEST(Retry, FiveDaysAreEnough) {
  const Error deferred{ErrorKind::network, "refused"};
  EXPECT_TRUE(std::holds_alternative<GiveUp>(after_attempt(90, &deferred, noon, noon + 120h, middle)));
}

TEST(Retry, SilenceAfterTheLastDotIsForAPersonToDecide) {
  const Error silent{ErrorKind::uncertain, "connection lost"};
  EXPECT_TRUE(std::holds_alternative<Unsure>(after_attempt(1, &silent, noon, noon, middle)));
}

TEST(Retry, WhoGivesUpSaysAfterWhatTime) {
  const Error deferred{ErrorKind::network, "refused"};
  const auto why = [&](const RetryPolicy& policy) {
    return std::get<GiveUp>(after_attempt(90, &deferred, noon, noon + 120h, middle, policy)).why;
  };
  EXPECT_EQ(why({}), "still failing after 5 days: refused");
  EXPECT_EQ(why({.give_up_after = 24h}), "still failing after 24 hours: refused");
}

}  // namespace ticketd::core
