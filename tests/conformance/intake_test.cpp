#include "tests/conformance/store_conformance.h"

#include <gmock/gmock.h>

namespace ticketd::store {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreConformance, AnAcceptedMailIsThereByteForByteAfterReopening) {
  const std::string bytes("From: kim@example.com\r\n\r\n\0\xff end", 31);
  const auto accepted = accept(mail(bytes));
  EXPECT_FALSE(accepted.duplicate);

  reopen();
  const auto found = must(reader()->mail(accepted.mail)).value();
  EXPECT_EQ(found.bytes, bytes);
  EXPECT_EQ(found.source.kind, core::SourceKind::smtp);
  EXPECT_EQ(found.source.peer, "192.0.2.7");
  EXPECT_TRUE(found.source.behind_our_border);
  EXPECT_EQ(found.envelope.sender, "kim@example.com");
  EXPECT_EQ(found.envelope.recipients, std::vector<std::string>{"Support@desk.example.com"});
  EXPECT_EQ(found.received, noon);
}

TEST_P(StoreConformance, AMailOfManyMegabytesComesBackUnchanged) {
  std::string bytes = "Subject: large\r\n\r\n";
  for (int i = 0; bytes.size() < 5'000'000; ++i) bytes += std::to_string(i) + "\r\n";
  const auto accepted = accept(mail(bytes));

  reopen();
  EXPECT_TRUE(must(reader()->mail(accepted.mail)).value().bytes == bytes);
  const auto waiting = must(reader()->waiting({}, 10));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_TRUE(waiting.front().incoming.bytes.empty());
  EXPECT_EQ(waiting.front().incoming.size(), bytes.size());
}

TEST_P(StoreConformance, ALargeMailMayComeAheadOfItsEnvelope) {
  const auto bytes = std::string(200'000, 'x') + std::string("\0\r\n", 3);
  auto incoming = must(store_->take_bytes());
  must(incoming->append(bytes.substr(0, 70'000)));
  must(incoming->append(bytes.substr(70'000)));
  auto large = mail("");
  large.stored = must(incoming->keep());
  const auto accepted = accept(large);

  reopen();
  EXPECT_TRUE(must(reader()->mail(accepted.mail)).value().bytes == bytes);
  const auto waiting = must(reader()->waiting({}, 10));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting.front().incoming.stored, large.stored);
  EXPECT_TRUE(accept(mail(bytes)).duplicate);
}

TEST_P(StoreConformance, BytesThatAreNotThereAreNotAccepted) {
  auto large = mail("");
  large.stored = core::StoredBytes{.digest = {1, 2, 3}, .size = 100'000};
  auto txn = must(store_->begin());
  EXPECT_EQ(txn->accept(large).error().kind, core::ErrorKind::store_busy);
}

TEST_P(StoreConformance, TheBytesOfALargeMailGoAheadAndThoseOfASmallOneStay) {
  auto large = mail(std::string(200'000, 'x'));
  must(store_ahead(*store_, large));
  EXPECT_TRUE(large.bytes.empty());
  EXPECT_EQ(large.size(), 200'000U);
  const auto accepted = accept(large);
  EXPECT_TRUE(must(reader()->mail(accepted.mail)).value().bytes == std::string(200'000, 'x'));

  auto small = mail("small");
  must(store_ahead(*store_, small));
  EXPECT_EQ(small.bytes, "small");
}

TEST_P(StoreConformance, WhatWasNotCommittedIsGoneAfterReopening) {
  {
    auto txn = must(store_->begin());
    must(txn->accept(mail("never committed")));
    must(txn->apply({create(1)}));
  }
  reopen();
  EXPECT_TRUE(must(reader()->waiting({}, 10)).empty());
  EXPECT_FALSE(must(reader()->ticket({1})).has_value());
}

TEST_P(StoreConformance, TheSameBytesForTheSameMailboxAreStoredOnce) {
  const auto first = accept(mail("hello"));
  const auto second = accept(mail("hello"));
  EXPECT_TRUE(second.duplicate);
  EXPECT_EQ(second.mail, first.mail);
  EXPECT_EQ(must(reader()->waiting({}, 10)).size(), 1U);
}

TEST_P(StoreConformance, TheSameBytesForAnotherMailboxAreAnotherMail) {
  accept(mail("hello", "support"));
  EXPECT_FALSE(accept(mail("hello", "sales")).duplicate);
}

TEST_P(StoreConformance, WithoutAMailboxTheSetOfRecipientsInAnyCaseTellsDuplicates) {
  auto one = mail("hello", "");
  one.envelope.recipients = {"Support@desk.example.com", "sales@desk.example.com"};
  auto other = one;
  other.envelope.recipients = {"sales@desk.example.com", "support@DESK.example.com"};
  accept(one);
  EXPECT_TRUE(accept(other).duplicate);
  other.envelope.recipients.pop_back();
  EXPECT_FALSE(accept(other).duplicate);
}

TEST_P(StoreConformance, AfterSevenDaysTheSameBytesAreANewMail) {
  accept(mail("monthly report"));
  auto later = mail("monthly report");
  later.received = noon + std::chrono::days(7) - 1s;
  EXPECT_TRUE(accept(later).duplicate);
  later.received = noon + std::chrono::days(7);
  EXPECT_FALSE(accept(later).duplicate);
}

TEST_P(StoreConformance, AnImapPositionIsImportedOnceWhateverItsBytes) {
  const auto first = accept(imap_mail("one", 7));
  const auto again = accept(imap_mail("one, but changed by the server", 7));
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.mail, first.mail);
  EXPECT_EQ(must(reader()->mail(first.mail))->imap->uid, 7U);
}

TEST_P(StoreConformance, ACopyInTheFolderIsADuplicateThatIsNotFetchedAgain) {
  const auto first = accept(imap_mail("one", 7));
  const auto copy = accept(imap_mail("one", 8));
  EXPECT_TRUE(copy.duplicate);
  EXPECT_EQ(copy.mail, first.mail);
  EXPECT_EQ(must(reader()->imap_imported(inbox(), 0)), (std::vector<std::uint32_t>{7, 8}));
  EXPECT_EQ(must(reader()->imap_unfinished(inbox())), (std::vector<std::uint32_t>{7, 8}));
}

TEST_P(StoreConformance, ARenumberedFolderIsRecognisedHoweverOldItsMailsAre) {
  const auto first = accept(imap_mail("one", 7));
  auto renumbered = imap_mail("one", 1, /*uid_validity=*/2);
  renumbered.received += std::chrono::days(100);
  const auto again = accept(renumbered);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.mail, first.mail);
}

TEST_P(StoreConformance, AFolderIsSettledUpToAPlaceThatOutlivesReopeningAndFollowsANewUidvalidity) {
  EXPECT_FALSE(must(reader()->imap_cursor("support", "INBOX")).has_value());
  write([&](Txn& txn) { must(txn.record({.folder = inbox(), .settled_up_to = 9, .since = "1-Nov-2026"})); });
  write([&](Txn& txn) { must(txn.record({.folder = inbox(), .settled_up_to = 4, .since = "1-Nov-2026"})); });
  reopen();
  auto cursor = must(reader()->imap_cursor("support", "INBOX")).value();
  EXPECT_EQ(cursor.uid_validity, 1U);
  EXPECT_EQ(cursor.settled_up_to, 9U);
  EXPECT_EQ(cursor.since, "1-Nov-2026");

  write([&](Txn& txn) { must(txn.record({.folder = inbox(2), .settled_up_to = 1})); });
  cursor = must(reader()->imap_cursor("support", "INBOX")).value();
  EXPECT_EQ(cursor.uid_validity, 2U);
  EXPECT_EQ(cursor.settled_up_to, 1U);
}

TEST_P(StoreConformance, AcceptingAMailDoesNotSettleTheOnesBeforeIt) {
  accept(imap_mail("nine", 9));
  EXPECT_FALSE(must(reader()->imap_cursor("support", "INBOX")).has_value());
  EXPECT_EQ(must(reader()->imap_imported(inbox(), 8)), std::vector<std::uint32_t>{9});
  EXPECT_TRUE(must(reader()->imap_imported(inbox(), 9)).empty());
  EXPECT_TRUE(must(reader()->imap_imported(inbox(2), 0)).empty());
}

TEST_P(StoreConformance, AFinishedImapMailIsNoLongerListed) {
  accept(imap_mail("one", 7));
  accept(imap_mail("two", 8));
  write([&](Txn& txn) { must(txn.record({.folder = inbox(), .finished = {7}})); });
  EXPECT_EQ(must(reader()->imap_unfinished(inbox())), std::vector<std::uint32_t>{8});
}

TEST_P(StoreConformance, ASkippedMailIsListedUntilItIsImportedGoneOrRenumbered) {
  const auto skip = [&](std::uint32_t uid, const char* reason) {
    core::ImapStep step{.folder = inbox()};
    step.skipped.push_back({{"support", "INBOX", 1, uid}, reason, noon});
    write([&](Txn& txn) { must(txn.record(step)); });
  };
  const auto listed = [&] {
    std::vector<std::uint32_t> uids;
    for (const auto& mail : must(reader()->imap_skipped())) uids.push_back(mail.at.uid);
    return uids;
  };
  for (const auto uid : {3U, 5U, 8U, 9U}) skip(uid, "the server does not deliver it");
  skip(5, "too large");
  reopen();
  EXPECT_EQ(listed(), (std::vector<std::uint32_t>{3, 5, 8, 9}));
  EXPECT_EQ(must(reader()->imap_skipped())[1].reason, "too large");
  EXPECT_EQ(must(reader()->imap_skipped())[1].since, noon);

  accept(imap_mail("five", 5));
  write([&](Txn& txn) { must(txn.record({.folder = inbox(), .no_longer_there = {8}})); });
  EXPECT_EQ(listed(), (std::vector<std::uint32_t>{3, 9}));

  write([&](Txn& txn) { must(txn.record({.folder = inbox(2)})); });
  EXPECT_TRUE(listed().empty());
}

TEST_P(StoreConformance, AMailWaitsUntilItIsSettled) {
  const auto first = accept(mail("first")).mail;
  const auto second = accept(mail("second")).mail;
  EXPECT_EQ(must(reader()->backlog(noon)).unprocessed_mails, 2);
  EXPECT_EQ(must(reader()->waiting(first, 10)).front().mail, second);

  apply({settle(first, "a@x.example", "h1")});
  EXPECT_EQ(must(reader()->backlog(noon)).unprocessed_mails, 1);
  EXPECT_EQ(must(reader()->waiting({}, 10)).front().mail, second);
}

TEST_P(StoreConformance, TriesOfAMailAreCountedAcrossReopening) {
  const auto key = accept(mail("poison")).mail;
  write([&](Txn& txn) { must(txn.add_attempt(key)); });
  reopen();
  write([&](Txn& txn) { must(txn.add_attempt(key)); });
  EXPECT_EQ(must(reader()->waiting({}, 10)).front().attempts, 2);
}

TEST_P(StoreConformance, AQuarantinedMailIsListedUntilItIsReleased) {
  const auto key = accept(mail("odd")).mail;
  change::Quarantine odd{
      key, "too many parts", "kim@example.com", "support@desk.example.com", "Odd", "q@x.example", {}};
  odd.trace.place = core::Place::quarantine;
  apply({odd});

  const auto listed = must(reader()->quarantine({}));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().mail, key);
  EXPECT_EQ(listed.front().reason, "too many parts");
  EXPECT_EQ(listed.front().received_at, noon);
  EXPECT_EQ(must(reader()->traces("<q@X.example>")).front().place, core::Place::quarantine);
  EXPECT_EQ(must(reader()->backlog(noon)).unprocessed_mails, 0);

  apply({settle(key, "q@x.example", "h")});
  EXPECT_TRUE(must(reader()->quarantine({})).empty());
  EXPECT_EQ(must(reader()->traces("q@x.example")).front().place, core::Place::ticket);
}

TEST_P(StoreConformance, TheQuarantineIsReadInPagesByMessageIdOrUpToATime) {
  std::vector<core::MailKey> keys;
  for (const auto* name : {"a", "b", "c"}) {
    auto odd = mail(name);
    odd.received = noon + std::chrono::hours(keys.size());
    keys.push_back(accept(odd).mail);
    apply({change::Quarantine{keys.back(), "odd", "", "", "", std::string(name) + "@x.example", {}}});
  }
  const auto listed = [&](const QuarantineQuery& query) {
    std::vector<core::MailKey> found;
    for (const auto& one : must(reader()->quarantine(query))) found.push_back(one.mail);
    return found;
  };
  EXPECT_THAT(listed({.limit = 2}), ElementsAre(keys[0], keys[1]));
  EXPECT_THAT(listed({.after = keys[1], .limit = 2}), ElementsAre(keys[2]));
  EXPECT_THAT(listed({.after = keys[2]}), IsEmpty());
  EXPECT_THAT(listed({.message_id = "b@x.example"}), ElementsAre(keys[1]));
  EXPECT_THAT(listed({.received_until = noon + 1h}), ElementsAre(keys[0], keys[1]));
}

TEST_P(StoreConformance, AReleasedMailWaitsToBeProcessedAgain) {
  const auto key = accept(mail("odd")).mail;
  apply({change::Quarantine{key, "auto_reply to nothing", "", "", "", "q@x.example", {}}});
  apply({change::ReleaseQuarantined{key}});
  EXPECT_TRUE(must(reader()->quarantine({})).empty());
  const auto waiting = must(reader()->waiting({}, 10));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_TRUE(waiting.front().released);
  EXPECT_EQ(waiting.front().incoming.bytes, mail("odd").bytes);
  write([&](Txn& txn) {
    const auto again = txn.apply({change::ReleaseQuarantined{key}});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, core::ErrorKind::not_found) << "somebody else was first";
  });
}

TEST_P(StoreConformance, AQuarantinedMailThatIsDeletedLosesItsBytesAndKeepsItsTrace) {
  const auto key = accept(mail("spam, and far too much of it")).mail;
  apply({change::Quarantine{key, "spam", "", "", "", "q@x.example", {}}});
  apply({change::DropQuarantined{key}});
  EXPECT_TRUE(must(reader()->quarantine({})).empty());
  EXPECT_TRUE(must(reader()->waiting({}, 10)).empty());
  EXPECT_EQ(must(reader()->mail(key))->bytes, "");
  const auto traces = must(reader()->traces("q@x.example"));
  ASSERT_EQ(traces.size(), 1U);
  EXPECT_TRUE(traces.front().is_deleted());
  write([&](Txn& txn) {
    const auto again = txn.apply({change::DropQuarantined{key}});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, core::ErrorKind::not_found) << "somebody else was first";
  });
}

TEST_P(StoreConformance, TheTraceOfEveryMailWithAnIdIsToldNewestLast) {
  for (const auto* bytes : {"one", "two"}) {
    const auto key = accept(mail(bytes)).mail;
    auto settled = settle(key, "a@x.example", bytes);
    settled.trace.tried("order", bytes);
    settled.trace.role = core::Role::forwardee;
    settled.trace.trust = core::Trust::proven;
    apply({settled});
  }
  const auto traces = must(reader()->traces("a@x.example"));
  ASSERT_EQ(traces.size(), 2U);
  EXPECT_EQ(traces.front().steps.back().answer, "one");
  EXPECT_EQ(traces.back().steps.back().answer, "two");
  EXPECT_EQ(traces.back().steps.front().detail, "none in the recipients");
  EXPECT_EQ(traces.back().role, core::Role::forwardee);
  EXPECT_EQ(traces.back().trust, core::Trust::proven);
  EXPECT_TRUE(must(reader()->traces("")).empty());
}

TEST_P(StoreConformance, ANamedTextIsKept) {
  EXPECT_FALSE(must(reader()->value("desk")).has_value());
  write([&](Txn& txn) {
    must(txn.set_value("desk", "[[mailbox]]"));
    must(txn.set_value("desk", "[[group]]"));
  });
  reopen();
  EXPECT_EQ(must(reader()->value("desk")), "[[group]]");
}

}  // namespace ticketd::store
