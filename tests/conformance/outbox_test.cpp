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
  const auto claimed = write([&](Txn& txn) { return must(txn.claim_due(noon + 1h, 10, noon + 2h)); });
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
  EXPECT_EQ(must(reader()->next_due()), noon + 1min);
  EXPECT_EQ(must(reader()->backlog(noon + 2min)).due_outbox, 2);
  write([&](Txn& txn) {
    const auto claimed = must(txn.claim_due(noon + 2min, 10, noon + 1h));
    ASSERT_EQ(claimed.size(), 2U);
    EXPECT_EQ(claimed[0].id, core::OutboxId{1});
    EXPECT_EQ(claimed[0].state, core::SendState::sending);
    EXPECT_TRUE(must(txn.claim_due(noon + 2min, 10, noon + 1h)).empty());
  });
  EXPECT_EQ(must(reader()->next_due()), noon + 3min);
  EXPECT_EQ(must(reader()->backlog(noon + 2min)).due_outbox, 2) << "what is being sent is not done yet";
}

TEST_P(StoreConformance, AClaimWhoseLeaseRanOutIsDueAgain) {
  apply({create(1), letter(1, 1, "1@desk.example.com")});
  write([&](Txn& txn) { must(txn.claim_due(noon + 1h, 10, noon + 2h)); });
  write([&](Txn& txn) {
    EXPECT_TRUE(must(txn.claim_due(noon + 2h - 1s, 10, noon + 3h)).empty());
    EXPECT_EQ(must(txn.claim_due(noon + 2h, 10, noon + 3h)).size(), 1U);
  });
}

TEST_P(StoreConformance, WhatAKilledProcessWasSendingIsDueAtOnceUnderTheSameId) {
  apply({create(1), letter(1, 1, "1@desk.example.com")});
  write([&](Txn& txn) { must(txn.claim_due(noon + 1h, 10, noon + 2h)); });
  reopen();
  write([&](Txn& txn) {
    EXPECT_EQ(must(txn.release_claims()), 1U);
    const auto again = must(txn.claim_due(noon + 1h, 10, noon + 2h));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again.front().letter.message_id, "1@desk.example.com");
  });
}

TEST_P(StoreConformance, TheOutcomeOfATryStandsInQueueAndEntry) {
  auto sent = letter(1, 1, "1@desk.example.com");
  sent.item.entry = core::EntryId{1};
  apply({create(1), entry(1, 1, "a@x.example"), sent, letter(2, 1, "2@desk.example.com")});
  apply({change::SetDelivery{{1}, core::SendState::queued, 3, noon + 5h, "451 later"}});

  auto listed = must(reader()->queue({}));
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
  EXPECT_EQ(must(reader()->queue({.states = {}, .ticket = {}, .limit = 0})).size(), 0U);
}

}  // namespace ticketd::store
