#include "daemon/queue_order.h"

#include "tests/unit/daemon/desk.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

using core::EventKind, core::LetterKind, core::QueueAction, core::SendState;

constexpr auto park = "park@customer.example", kim = "kim@corp.example";

/// An answer of kim's that waits to be sent.
struct Answered {
  TestDesk desk;
  core::OutboxId answer;
  Answered() {
    desk.receive(mail("q@customer.example"));
    EXPECT_TRUE(desk.act({.ticket = {1}, .action = "reply", .as = "kim", .text = "It is the fuser."}));
    for (const auto& item : desk.outbox())
      if (item.letter.kind == LetterKind::public_reply) answer = item.id;
  }
  Result<std::size_t> order(QueueAction action) {
    const auto standing = desk.standing();
    return desk.in_one_transaction([&](store::Txn& txn) {
      return carry_out(txn, {.action = action, .ids = {answer}}, standing->house(desk.now()));
    });
  }
  core::OutboxItem row() {
    return desk.in_one_transaction([&](store::Txn& txn) { return txn.letter(answer); }).value().value();
  }
  bool is_listed() {
    const auto queue = desk.reader()->queue({}).value();
    return std::any_of(queue.begin(), queue.end(), [&](const auto& item) { return item.id == answer; });
  }
  std::size_t told() {
    std::size_t failures = 0;
    for (const auto& letter : desk.letters(kim)) failures += letter.kind == LetterKind::delivery_failed;
    return failures;
  }
};

}  // namespace

TEST(QueueOrder, AnAnswerThatIsDroppedHasFailedAndTheAssigneeIsTold) {
  Answered at;
  EXPECT_EQ(at.order(QueueAction::drop).value(), 1U);
  EXPECT_EQ(at.row().state, SendState::failed);
  EXPECT_EQ(at.row().last_error, "dropped by the operator");
  EXPECT_FALSE(at.is_listed()) << "nobody has to decide on it any more";
  EXPECT_EQ(at.told(), 1U);
  const auto event = at.desk.ticket(1).events.back();
  EXPECT_EQ(event.kind, EventKind::delivery);
  EXPECT_EQ(event.from, park);
  EXPECT_EQ(event.to, "failed: dropped by the operator");
  const auto sent_to = at.desk.ticket(1).entries.back().sent_to;
  ASSERT_FALSE(sent_to.empty());
  EXPECT_EQ(sent_to.front().address, park);
  EXPECT_EQ(sent_to.front().state, SendState::failed);
}

TEST(QueueOrder, WhatFailedByItselfLeavesTheQueueWithItsErrorAndIsNotToldAgain) {
  Answered at;
  at.desk.know({core::change::SetDelivery{at.answer, SendState::failed, 3, at.desk.now(), "550 no"}});
  ASSERT_TRUE(at.is_listed());
  ASSERT_TRUE(at.order(QueueAction::drop));
  EXPECT_FALSE(at.is_listed());
  EXPECT_EQ(at.row().last_error, "550 no");
  EXPECT_EQ(at.told(), 0U);
}

TEST(QueueOrder, WhatWasDroppedIsNotDroppedOnceMoreButTriedAgain) {
  Answered at;
  ASSERT_TRUE(at.order(QueueAction::drop));
  EXPECT_FALSE(at.order(QueueAction::drop));
  EXPECT_FALSE(at.order(QueueAction::hold));
  EXPECT_EQ(at.told(), 1U);
  EXPECT_TRUE(at.order(QueueAction::retry)) << "the operator thinks better of it";
  EXPECT_EQ(at.row().state, SendState::queued);
  EXPECT_TRUE(at.is_listed());
}

TEST(QueueOrder, WhatIsHeldOrTriedAgainIsNoNews) {
  Answered at;
  ASSERT_TRUE(at.order(QueueAction::hold));
  ASSERT_TRUE(at.order(QueueAction::retry));
  EXPECT_EQ(at.told(), 0U);
}

}  // namespace ticketd::daemon
