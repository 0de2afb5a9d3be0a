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

change::SetDelivery settled(QueueAction action, const OutboxItem& item) {
  return std::get<DeliveryOutcome>(queue_outcome(action, item, now).value()).change;
}

}  // namespace

TEST(QueueAction, RetryStartsAgainAtOnceWithAllItsAttempts) {
  for (const auto state : {SendState::queued, SendState::failed, SendState::uncertain, SendState::held}) {
    const auto outcome = queue_outcome(QueueAction::retry, item(state), now);
    ASSERT_TRUE(outcome);
    const auto& again = std::get<change::Requeue>(*outcome);
    EXPECT_EQ(again.outbox, item(state).id);
    EXPECT_EQ(again.now, now);
  }
}

TEST(QueueAction, AHeldMailWaitsAndADroppedOneHasFailed) {
  EXPECT_EQ(settled(QueueAction::hold, item(SendState::queued)).state, SendState::held);
  const auto dropped = settled(QueueAction::drop, item(SendState::held));
  EXPECT_EQ(dropped.state, SendState::failed);
  EXPECT_EQ(dropped.last_error, "dropped by the operator");
}

TEST(QueueAction, WhatFailedLeavesTheQueueWithItsError) {
  auto failed = item(SendState::failed);
  EXPECT_FALSE(queue_outcome(QueueAction::hold, failed, now));
  const auto dropped = settled(QueueAction::drop, failed);
  EXPECT_TRUE(dropped.given_up);
  EXPECT_EQ(dropped.last_error, "451 later");

  failed.given_up = true;
  const auto again = queue_outcome(QueueAction::drop, failed, now);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().detail, "mail 7 is failed");
  EXPECT_TRUE(queue_outcome(QueueAction::retry, failed, now)) << "whoever thinks better of it";
}

TEST(QueueAction, WhatIsSentOrOnTheWireIsLeftAlone) {
  for (const auto state : {SendState::sent, SendState::sending})
    for (const auto action : {QueueAction::retry, QueueAction::hold, QueueAction::drop}) {
      const auto refused = queue_outcome(action, item(state), now);
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind, ErrorKind::policy);
    }
}

}  // namespace ticketd::core
