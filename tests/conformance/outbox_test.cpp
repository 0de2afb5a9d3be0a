#include "tests/conformance/store_conformance.h"

namespace ticketd::store {

TEST_P(StoreConformance, ALetterComesBackWithEverythingThatWillStandInIt) {
  auto queued = letter(1, 1, "ours@desk.example.com");
  auto& out = queued.item.letter;
  out.envelope_sender = "support+b@desk.example.com";
  out.reply_to = "support+t@desk.example.com";
  out.in_reply_to = "a@x.example";
  out.references = {"a@x.example", "b@x.example"};
  out.subject = "[#1] 불이야";
  out.date = noon;
  out.auto_submitted = "auto-replied";
  out.loop_id = "loop";
  out.template_name = "acknowledgement";
  out.language = "ko";
  out.attachments = {{"a.txt", "text/plain", 3, "00", std::nullopt, "attachment", {}, 0}};
  apply({create(1), queued});

  reopen();
  const auto claimed =
      write([&](Txn& txn) { return must(txn.claim_due(noon + 1h, 10, noon + 2h, any_sender)); });
  ASSERT_EQ(claimed.size(), 1U);
  const auto& found = claimed.front().letter;
  EXPECT_EQ(found.from, out.from);
  EXPECT_EQ(found.to, out.to);
  EXPECT_EQ(found.envelope_sender, out.envelope_sender);
  EXPECT_EQ(found.reply_to, out.reply_to);
  EXPECT_EQ(found.message_id, out.message_id);
  EXPECT_EQ(found.in_reply_to, out.in_reply_to);
  EXPECT_EQ(found.references, out.references);
  EXPECT_EQ(found.subject, out.subject);
  EXPECT_EQ(found.date, out.date);
  EXPECT_EQ(found.auto_submitted, out.auto_submitted);
  EXPECT_EQ(found.loop_id, out.loop_id);
  EXPECT_EQ(found.template_name, out.template_name);
  EXPECT_EQ(found.language, out.language);
  EXPECT_EQ(found.variables, out.variables);
  EXPECT_EQ(found.attachments.front().filename, "a.txt");
}

TEST_P(StoreConformance, OnlyDueMailsAreClaimedAndEachByOne) {
  apply({create(1), letter(1, 1, "1@desk.example.com"), letter(2, 1, "2@desk.example.com"),
         letter(3, 1, "3@desk.example.com")});
  EXPECT_EQ(must(reader()->next_due(any_sender)), noon + 1min);
  EXPECT_EQ(must(reader()->backlog(noon + 2min)).due_outbox, 2);
  write([&](Txn& txn) {
    const auto claimed = must(txn.claim_due(noon + 2min, 10, noon + 1h, any_sender));
    ASSERT_EQ(claimed.size(), 2U);
    EXPECT_EQ(claimed[0].id, core::OutboxId{1});
    EXPECT_EQ(claimed[0].state, core::SendState::sending);
    EXPECT_TRUE(must(txn.claim_due(noon + 2min, 10, noon + 1h, any_sender)).empty());
  });
  EXPECT_EQ(must(reader()->next_due(any_sender)), noon + 3min);
  EXPECT_EQ(must(reader()->backlog(noon + 2min)).due_outbox, 2) << "what is being sent is not done yet";
}

TEST_P(StoreConformance, AClaimWhoseLeaseRanOutIsDueAgain) {
  apply({create(1), letter(1, 1, "1@desk.example.com")});
  write([&](Txn& txn) { must(txn.claim_due(noon + 1h, 10, noon + 2h, any_sender)); });
  write([&](Txn& txn) {
    EXPECT_TRUE(must(txn.claim_due(noon + 2h - 1s, 10, noon + 3h, any_sender)).empty());
    EXPECT_EQ(must(txn.claim_due(noon + 2h, 10, noon + 3h, any_sender)).size(), 1U);
  });
}

TEST_P(StoreConformance, WhatAKilledProcessWasSendingIsDueAtOnceUnderTheSameId) {
  apply({create(1), letter(1, 1, "1@desk.example.com")});
  write([&](Txn& txn) { must(txn.claim_due(noon + 1h, 10, noon + 2h, any_sender)); });
  reopen();
  write([&](Txn& txn) {
    EXPECT_EQ(must(txn.release_claims()), 1U);
    const auto again = must(txn.claim_due(noon + 1h, 10, noon + 2h, any_sender));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again.front().letter.message_id, "1@desk.example.com");
  });
}

TEST_P(StoreConformance, EachRouteClaimsTheMailsOfItsOwnSenders) {
  auto sales = letter(2, 1, "2@desk.example.com");
  sales.item.letter.from.address = "sales@desk.example.com";
  apply({create(1), letter(1, 1, "1@desk.example.com"), sales});
  const auto of_sales = [](std::string_view sender) { return sender.starts_with("sales@"); };
  EXPECT_EQ(must(reader()->next_due(of_sales)), noon + 2min);
  EXPECT_EQ(must(reader()->next_due([](std::string_view) { return false; })), std::nullopt);
  write([&](Txn& txn) {
    const auto claimed = must(txn.claim_due(noon + 1h, 10, noon + 2h, of_sales));
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].id, core::OutboxId{2});
    EXPECT_EQ(must(txn.claim_due(noon + 1h, 10, noon + 2h, any_sender)).size(), 1U);
  });
}

TEST_P(StoreConformance, AMailboxWithALongQueueLeavesTheOthersTheirShare) {
  core::Changes queued{create(1)};
  for (int i = 1; i <= 9; ++i) {
    auto one = letter(i, 1, std::to_string(i) + "@desk.example.com");
    if (i == 9) one.item.letter.from.address = "zoo@desk.example.com";
    queued.emplace_back(one);
  }
  apply(queued);
  write([&](Txn& txn) {
    const auto claimed = must(txn.claim_due(noon + 1h, 4, noon + 2h, any_sender));
    EXPECT_EQ(claimed.back().id, core::OutboxId{9});
    EXPECT_LE(claimed.size(), 4U);
  });
}

TEST_P(StoreConformance, AMailThatAPersonGaveUpStandsInTheQueueNoMore) {
  apply({create(1), letter(1, 1, "1@desk.example.com"), letter(2, 1, "2@desk.example.com")});
  const auto listed = [&] { return must(reader()->queue({})).size(); };
  change::SetDelivery over{{1}, core::SendState::failed, 10, noon, "550 no"};
  apply({over});
  EXPECT_EQ(listed(), 2U);
  over.given_up = true;
  apply({over});
  EXPECT_EQ(listed(), 1U);
  EXPECT_TRUE(write([&](Txn& txn) { return must(txn.letter({1})); })->given_up);
  apply({change::Requeue{{1}, noon + 1h}});
  EXPECT_EQ(listed(), 2U);
  EXPECT_FALSE(write([&](Txn& txn) { return must(txn.letter({1})); })->given_up);
}

TEST_P(StoreConformance, AMailThatAPersonAsksForAgainStartsAnew) {
  apply({create(1), letter(1, 1, "1@desk.example.com")});
  apply({change::SetDelivery{{1}, core::SendState::queued, 9, noon + 5h, "451 later", true}});
  apply({change::SetDelivery{{1}, core::SendState::failed, 10, noon + 6h, "550 no"}});
  const auto failed = write([&](Txn& txn) { return must(txn.letter({1})); });
  ASSERT_TRUE(failed);
  EXPECT_TRUE(failed->late_told) << "once told is told";
  EXPECT_EQ(failed->queued_at, failed->created_at);

  apply({change::Requeue{{1}, noon + 48h}});
  reopen();
  const auto again = write([&](Txn& txn) { return must(txn.letter({1})); });
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, core::SendState::queued);
  EXPECT_EQ(again->attempts, 0);
  EXPECT_EQ(again->next_at, noon + 48h);
  EXPECT_EQ(again->queued_at, noon + 48h);
  EXPECT_EQ(again->created_at, noon + 1min);
  EXPECT_FALSE(again->late_told);
  EXPECT_EQ(write([&](Txn& txn) { return must(txn.letter({7})); }), std::nullopt);
}

TEST_P(StoreConformance, AnAgentsMarkedAddressIsUnreachableUntilItIsCleared) {
  const auto unreachable = [&] { return must(reader()->desk_state()).unreachable; };
  apply({change::SetAddressState{{"Lee@example.com", 1, noon, std::nullopt, "other 5.0.0", true}}});
  EXPECT_TRUE(unreachable().empty()) << "one bounce marks nobody";
  apply({change::SetAddressState{{"KIM@example.com", 1, noon, noon, "user_unknown 5.1.1", true}}});
  reopen();
  EXPECT_EQ(unreachable(), std::set<std::string>{"kim@example.com"});
  apply({change::ClearAddress{"kim@example.com"}});
  EXPECT_TRUE(unreachable().empty());
}

TEST_P(StoreConformance, AMailKnowsWhetherBouncesStoppedMailsToItsAuthor) {
  const auto is_marked = [&](const std::string& author) {
    core::ThreadQuery query;
    query.author = author;
    query.now = noon;
    return write([&](Txn& txn) { return must(txn.evidence(query)).author_marked; });
  };
  apply({change::SetAddressState{{"KIM@example.com", 1, noon, noon, "user_unknown 5.1.1"}},
         change::SetAddressState{{"lee@example.com", 2, noon, std::nullopt, "other 5.0.0"}}});
  EXPECT_TRUE(is_marked("kim@Example.com"));
  EXPECT_FALSE(is_marked("lee@example.com")) << "one bounce marks nobody";
  EXPECT_FALSE(is_marked(""));
  apply({change::ClearAddress{"kim@example.com"}});
  EXPECT_FALSE(is_marked("kim@example.com"));
}

TEST_P(StoreConformance, AnAddressThatBouncedIsKnownInAnyCaseUntilItIsCleared) {
  apply({create(1), create(2), letter(1, 1, "1@desk.example.com"),
         change::SetAddressState{{"KIM@example.com", 1, noon, noon, "user_unknown 5.1.1"}},
         change::SetAddressState{{"lee@example.com", 2, noon, std::nullopt, "other 5.0.0"}}});
  reopen();
  const auto known = must(reader()->address("kim@Example.com"));
  ASSERT_TRUE(known);
  EXPECT_EQ(known->hard_bounces, 1);
  EXPECT_EQ(known->last_bounce, noon);
  EXPECT_EQ(known->marked_at, noon);
  EXPECT_EQ(known->reason, "user_unknown 5.1.1");
  EXPECT_FALSE(must(reader()->address("park@example.com")));
  EXPECT_EQ(must(reader()->marked_addresses()).size(), 1U) << "two bounces mark nobody";
  EXPECT_EQ(ticket(1).undeliverable.size(), 1U);
  EXPECT_TRUE(ticket(2).undeliverable.empty());
  EXPECT_TRUE(must(reader()->desk_state()).unreachable.empty()) << "no agent's";
  const auto due = write([&](Txn& txn) { return must(txn.claim_due(noon + 1h, 1, noon + 2h, any_sender)); });
  EXPECT_EQ(due.at(0).recipient.marked_at, noon);
  EXPECT_EQ(due.at(0).recipient.address, "kim@example.com");

  apply({change::ClearAddress{"Kim@Example.com"}});
  EXPECT_FALSE(must(reader()->address("kim@example.com")));
  EXPECT_TRUE(must(reader()->marked_addresses()).empty());
  const auto asked = write([&](Txn& txn) { return must(txn.letter({1})); });
  EXPECT_FALSE(asked->recipient.marked_at);
}

TEST_P(StoreConformance, TheOutcomeOfATryStandsInQueueAndEntry) {
  auto sent = letter(1, 1, "1@desk.example.com");
  sent.item.entry = core::EntryId{1};
  apply({create(1), entry(1, 1, "a@x.example"), sent, letter(2, 1, "2@desk.example.com")});
  apply({change::SetDelivery{{1}, core::SendState::queued, 3, noon + 5h, "451 later"}});

  auto listed = must(reader()->queue({.limit = 1}));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(must(reader()->queue({.after = listed[0].id}))[0].id, core::OutboxId{2}) << "the next page";
  listed = must(reader()->queue({}));
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].attempts, 3);
  EXPECT_EQ(listed[0].last_error, "451 later");
  EXPECT_EQ(listed[0].next_at, noon + 5h);
  const auto shown = ticket(1).entries.at(0).sent_to;
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].address, "kim@example.com");
  EXPECT_EQ(shown[0].message_id, "1@desk.example.com");
  EXPECT_EQ(shown[0].attempts, 3);
  EXPECT_EQ(shown[0].last_error, "451 later");

  apply({change::SetDelivery{{1}, core::SendState::sent, 4, noon, ""}});
  listed = must(reader()->queue({}));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].id, core::OutboxId{2});
  EXPECT_EQ(must(reader()->queue({.states = {core::SendState::sent}})).size(), 1U);
  EXPECT_EQ(must(reader()->queue({.ticket = core::TicketId{8}})).size(), 0U);
  EXPECT_EQ(must(reader()->queue({.limit = 0})).size(), 0U);
}

}  // namespace ticketd::store
