#include "core/delivery.h"

#include "tests/unit/core/house_fixture.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t middle = 20;  // 100 %

/// A mail of ours about ticket 1, which is kim's.
struct Delivery : ::testing::Test {
  TestHouse house;
  OutboxItem item;
  FreshIds fresh{1, 1, 1, 1};
  DeskState desk_state;
  RetryPolicy policy;

  Delivery() {
    item.id = {7};
    item.ticket = {1};
    item.created_at = item.queued_at = house.now;
    item.letter.to = {"Park", "park@customer.example"};
    item.recipient.address = item.letter.to.address;
  }

  DeliveryOutcome tried(std::optional<Error> failure, std::chrono::milliseconds later = 0ms) {
    return after_try(item, failure ? &*failure : nullptr, house.now + later, middle, policy);
  }

  Changes told(const DeliveryOutcome& outcome) {
    Changes changes;
    TicketContext context;
    context.ticket.id = {1};
    context.ticket.mailbox = "support";
    context.ticket.assignee = "kim";
    const auto here = house.house();
    Draft draft(here, context, desk_state, fresh, changes);
    tell_of(draft, item, outcome);
    return changes;
  }

  /// The kinds of the letters, each with its recipient.
  std::vector<std::string> letters(const DeliveryOutcome& outcome) {
    std::vector<std::string> found;
    for (const auto& change : told(outcome))
      if (const auto* queued = std::get_if<change::Enqueue>(&change))
        found.push_back(queued->item.letter.template_name + " to " + queued->item.letter.to.address);
    return found;
  }

  std::vector<std::string> history(const DeliveryOutcome& outcome) {
    std::vector<std::string> found;
    for (const auto& change : told(outcome))
      if (const auto* recorded = std::get_if<change::RecordEvent>(&change))
        found.push_back(recorded->event.to);
    return found;
  }
};

const Error deferred{ErrorKind::remote_temporary, "451 4.7.1 later"};
const Error silent{ErrorKind::uncertain, "no answer to the end of the mail"};

}  // namespace

TEST_F(Delivery, AMailThatIsTakenIsNoNews) {
  const auto outcome = tried(std::nullopt);
  EXPECT_EQ(outcome.change.state, SendState::sent);
  EXPECT_EQ(outcome.change.attempts, 1);
  EXPECT_TRUE(told(outcome).empty());
}

TEST_F(Delivery, TheAssigneeHearsOnceThatItIsLateAndOnceThatItFailed) {
  EXPECT_EQ(tried(deferred, 3h).news, DeliveryNews::none);
  const auto late = tried(deferred, 4h);
  EXPECT_EQ(late.change.state, SendState::queued);
  EXPECT_TRUE(late.change.late_told);
  EXPECT_EQ(letters(late), std::vector<std::string>{"delivery_late to kim@corp.example"});
  EXPECT_EQ(history(late), std::vector<std::string>{"late: 451 4.7.1 later"});

  item.late_told = true;
  EXPECT_EQ(tried(deferred, 5h).news, DeliveryNews::none);
  const auto failed = tried(deferred, 5 * 24h);
  EXPECT_EQ(failed.change.state, SendState::failed);
  EXPECT_EQ(letters(failed), std::vector<std::string>{"delivery_failed to kim@corp.example"});
}

TEST_F(Delivery, FiveDaysCountAnewWhenAPersonAskedForTheMailAgain) {
  item.queued_at = house.now + 6 * 24h;
  EXPECT_EQ(tried(deferred, 6 * 24h + 1h).change.state, SendState::queued);
  EXPECT_EQ(tried(deferred, 11 * 24h).change.state, SendState::failed);
}

TEST_F(Delivery, WhetherAMailArrivedIsForAPersonToDecide) {
  const auto unsure = tried(silent);
  EXPECT_EQ(unsure.change.state, SendState::uncertain);
  EXPECT_EQ(letters(unsure), std::vector<std::string>{"delivery_held to kim@corp.example"});
}

TEST_F(Delivery, AHouseMayHaveUncertainMailsRepeated) {
  policy.repeat_uncertain = true;
  const auto again = tried(silent);
  EXPECT_EQ(again.change.state, SendState::queued);
  EXPECT_EQ(again.change.next_at, house.now + 1min);
}

TEST_F(Delivery, AnAccountThatIsRefusedCostsTheMailNoTry) {
  item.attempts = 3;
  const Error refused{ErrorKind::credentials, "535 5.7.8 no"};
  const auto waiting = while_paused(item, refused, house.now + 15min, house.now, policy);
  EXPECT_EQ(waiting.change.state, SendState::queued);
  EXPECT_EQ(waiting.change.attempts, 3);
  EXPECT_EQ(waiting.change.next_at, house.now + 15min);
  EXPECT_EQ(waiting.news, DeliveryNews::none);
  const auto late = while_paused(item, refused, house.now + 5h, house.now + 4h, policy);
  EXPECT_EQ(late.news, DeliveryNews::late) << "somebody has to hear of it all the same";
}

TEST_F(Delivery, AnAddressThatTheNextHopDoesNotKnowIsMarked) {
  const auto unknown = tried(Error{ErrorKind::unknown_recipient, "RCPT: 550 5.1.1 nobody here"});
  ASSERT_TRUE(unknown.address);
  EXPECT_EQ(unknown.address->marked_at, house.now);
  EXPECT_EQ(unknown.address->address, "park@customer.example");
  EXPECT_EQ(history(unknown).size(), 2U) << "that it failed, and that nothing more goes there";
  EXPECT_FALSE(tried(Error{ErrorKind::remote_permanent, "554 5.7.1 relay access denied"}).address)
      << "that may be our fault";
}

TEST_F(Delivery, OfACallThatFailedForGoodTheManagersAreTold) {
  house.desk.agents.push_back({.name = "boss", .email = "boss@corp.example", .role = AgentRole::manager});
  item.letter.kind = LetterKind::webhook;
  item.letter.to.address = item.letter.from.address = "webhook:ops";
  auto failed = tried(Error{ErrorKind::remote_permanent, "HTTP status 404"});
  EXPECT_EQ(letters(failed), std::vector<std::string>{"call_failed to boss@corp.example"});
  failed.is_known = true;
  EXPECT_TRUE(letters(failed).empty());
  EXPECT_EQ(history(failed).size(), 1U) << "the history speaks of each";
  house.desk.agents.pop_back();
  EXPECT_EQ(letters(tried(Error{ErrorKind::remote_permanent, "HTTP status 404"})),
            std::vector<std::string>{"call_failed to kim@corp.example"})
      << "somebody has to hear of it";
}

TEST_F(Delivery, WhatIsHeldBackIsToldUnlessNoPersonWroteIt) {
  const auto waits = held(item, "the address is marked: user_unknown 5.1.1");
  EXPECT_EQ(waits.change.state, SendState::held);
  EXPECT_EQ(letters(waits), std::vector<std::string>{"delivery_held to kim@corp.example"});
  item.letter.auto_submitted = "auto-replied";
  EXPECT_TRUE(letters(waits).empty());
  EXPECT_EQ(history(waits).size(), 1U);
}

TEST_F(Delivery, NobodyIsToldByMailThatTheMailToAnAgentFailed) {
  item.letter.to.address = "kim@corp.example";
  const auto failed = tried(Error{ErrorKind::remote_permanent, "554 no"});
  EXPECT_TRUE(letters(failed).empty());
  EXPECT_EQ(history(failed).size(), 1U);
}

}  // namespace ticketd::core
