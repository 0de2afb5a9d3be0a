#include "core/queue_action.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

const Time now(std::chrono::hours(1));

OutboxItem item(SendState state) {
  OutboxItem item;
  item.id = {7};
  item.state = state;
  item.attempts = 3;
  item.last_error = "451 later";
  return item;
}

}  // namespace

TEST(QueueAction, RetryStartsAgainAtOnceWithAllItsAttempts) {
  for (const auto state : {SendState::queued, SendState::failed, SendState::uncertain, SendState::held}) {
    const auto change = queue_change(QueueAction::retry, item(state), now);
    ASSERT_TRUE(change);
    const auto& again = std::get<change::Requeue>(*change);
    EXPECT_EQ(again.outbox, item(state).id);
    EXPECT_EQ(again.now, now);
  }
}

TEST(QueueAction, AHeldMailWaitsAndADroppedOneHasFailed) {
  EXPECT_EQ(
      std::get<change::SetDelivery>(*queue_change(QueueAction::hold, item(SendState::queued), now)).state,
      SendState::held);
  const auto dropped =
      std::get<change::SetDelivery>(*queue_change(QueueAction::drop, item(SendState::held), now));
  EXPECT_EQ(dropped.state, SendState::failed);
  EXPECT_EQ(dropped.last_error, "dropped by the operator");
}

TEST(QueueAction, WhatFailedLeavesTheQueueWithItsError) {
  auto failed = item(SendState::failed);
  EXPECT_FALSE(queue_change(QueueAction::hold, failed, now));
  const auto dropped = std::get<change::SetDelivery>(*queue_change(QueueAction::drop, failed, now));
  EXPECT_TRUE(dropped.given_up);
  EXPECT_EQ(dropped.last_error, "451 later");

  failed.given_up = true;
  const auto again = queue_change(QueueAction::drop, failed, now);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().detail, "mail 7 is failed");
  EXPECT_TRUE(queue_change(QueueAction::retry, failed, now)) << "whoever thinks better of it";
}

TEST(QueueAction, WhatIsSentOrOnTheWireIsLeftAlone) {
  for (const auto state : {SendState::sent, SendState::sending})
    for (const auto action : {QueueAction::retry, QueueAction::hold, QueueAction::drop}) {
      const auto refused = queue_change(action, item(state), now);
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind, ErrorKind::policy);
    }
}

}  // namespace ticketd::core
