#include "daemon/intake/imap_import.h"

#include "tests/unit/daemon/imap_mailbox_scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace ticketd::daemon {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

using ImapImportTest = ImapMailboxScene;

}  // namespace

TEST_F(ImapImportTest, EveryMailIsImportedByteForByteAndThenMarked) {
  server.put(4, "Subject: one\r\n\r\nt1 OK done\r\n");
  server.put(9, "Subject: two\r\n\r\n");
  fetch();
  ASSERT_TRUE(finished(2));

  EXPECT_THAT(store.imported(), ElementsAre(4, 9));
  EXPECT_EQ(store.mails[0].bytes, "Subject: one\r\n\r\nt1 OK done\r\n");
  EXPECT_EQ(store.mails[0].imap->uid_validity, 77U);
  EXPECT_EQ(store.mails[0].source.mailbox, "support");
  EXPECT_TRUE(store.mails[0].source.behind_our_border);
  EXPECT_THAT(server.commands(), Contains("UID STORE 4,9 +FLAGS.SILENT (\\Seen)"));
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("UNSEEN"))));
}

TEST_F(ImapImportTest, NothingIsMarkedBeforeItIsDurable) {
  server.put(4, "Subject: one\r\n\r\n");
  store.holds_back = true;
  fetch();
  ASSERT_TRUE(store.wait_until([&] { return store.held != nullptr; }));
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("UID STORE"))));

  store.held(core::Accepted{});

  ASSERT_TRUE(finished(1));
  EXPECT_THAT(server.commands(), Contains(HasSubstr("UID STORE 4 ")));
}

TEST_F(ImapImportTest, AMailWhoseTransferWasCutIsFetchedAgainInItsTurn) {
  put_mails(3);
  server.cut_while_sending(2, 2);
  fetch();
  ASSERT_TRUE(finished(3));
  EXPECT_THAT(store.imported(), ElementsAre(1, 2, 3));
}

TEST_F(ImapImportTest, AMailThatTheServerNeverDeliversDoesNotBlockThoseBehindIt) {
  put_mails(3);
  server.cut_while_sending(1, 1000000);
  fetch();
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(store.imported(), ElementsAre(2, 3));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(1, "the server does not deliver it")));
  EXPECT_EQ(store.settled_up_to, 3U);
}

TEST_F(ImapImportTest, AMailWhoseFetchIsAnsweredWithNoDoesNotBlockThoseAroundIt) {
  put_mails(4);
  server.refuse_to_send(2);
  fetch();
  ASSERT_TRUE(finished(3));
  EXPECT_THAT(store.imported(), ElementsAre(1, 3, 4));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(2, "the server does not deliver it")));
  EXPECT_EQ(std::ranges::count(server.commands(), "UID FETCH 2 (UID BODY.PEEK[])"), 3);
}

TEST_F(ImapImportTest, ASkippedMailThatIsStillRefusedDoesNotEndThePass) {
  put_mails(3);
  store.known = {.uid_validity = 77, .settled_up_to = 3, .imported = {2}, .skipped = {1, 3}};
  server.refuse_to_send(1);
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(3));
  EXPECT_TRUE(poll());
  EXPECT_EQ(mailbox->status().state, ImapStatus::State::connected);
}

TEST_F(ImapImportTest, ASkippedMailIsTriedAgainAfterARestartAndWhenAPersonAsks) {
  put_mails(2);
  store.known = {.uid_validity = 77, .settled_up_to = 2, .imported = {2}, .skipped = {1}};
  server.cut_while_sending(1, 2);
  fetch();
  for (int tries = 0; tries < 50 && !poll(/*skipped=*/true); ++tries) {}
  EXPECT_THAT(store.imported(), ElementsAre(1));
  EXPECT_THAT(store.finished, ElementsAre(1));
}

TEST_F(ImapImportTest, ASkippedMailThatIsGoneFromTheServerIsForgotten) {
  server.put(2, "Subject: x\r\n\r\n");
  store.skipped = {{1, "too large"}};
  store.known = {.uid_validity = 77, .settled_up_to = 2, .imported = {2}, .skipped = {1}};
  fetch();
  ASSERT_TRUE(poll(/*skipped=*/true));
  EXPECT_TRUE(store.skipped.empty());
}

TEST_F(ImapImportTest, ATooLargeMailIsSkippedWithoutBeingFetched) {
  settings.max_message_size = 100;
  server.put(1, "Subject: x\r\n\r\n" + std::string(1000, 'x') + "\r\n");
  server.put(2, "Subject: x\r\n\r\n");
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(2));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(1, "too large")));
  EXPECT_THAT(server.commands(), Not(Contains("UID FETCH 1:2 (UID BODY.PEEK[])")));
}

TEST_F(ImapImportTest, AMailALittleTooLargeIsNotFetchedEither) {
  settings.max_message_size = 100;
  server.put(1, "Subject: x\r\n\r\n" + std::string(87, 'x'));  // 101 octets
  server.put(2, "Subject: x\r\n\r\n" + std::string(86, 'x'));
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(2));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(1, "too large")));
  ASSERT_TRUE(poll(/*skipped=*/true));
  EXPECT_THAT(store.imported(), ElementsAre(2)) << "when a person asks, too";
  EXPECT_THAT(server.commands(), Not(Contains("UID FETCH 1 (UID BODY.PEEK[])")));
}

TEST_F(ImapImportTest, AMailWhoseSizeTheServerSaysTooLargeIsImportedAllTheSame) {
  settings.max_message_size = 100;
  put_mails(2);
  server.say_size(1, 150);
  fetch();
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(store.imported(), ElementsAre(1, 2));
}

TEST_F(ImapImportTest, AServerThatTellsNoSingleOctetIsAskedForTheMail) {
  settings.max_message_size = 100;
  put_mails(1);
  server.put(2, "Subject: x\r\n\r\n" + std::string(100, 'x'));
  server.say_size(1, 150);
  server.refuse("BODY.PEEK[]<");
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(1));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(2, "too large")));
}

TEST_F(ImapImportTest, AServerThatBreaksAtALargeMailBlocksNobodyBehindIt) {
  settings.max_message_size = 100;
  put_mails(2);
  server.put(1, "Subject: x\r\n\r\n" + std::string(100, 'x'));
  server.cut_while_sending(1, 1000000);
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(2));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(1, "the server does not deliver it")));
}

TEST_F(ImapImportTest, ANewFolderIsReadFromTheDayOnThatTheSettingSays) {
  server.put_old(1, "Subject: old\r\n\r\n");
  server.put(2, "Subject: new\r\n\r\n");
  server.put_old(3, "Subject: old\r\n\r\n");
  settings.since = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1);
  fetch();
  ASSERT_TRUE(finished(1));
  ASSERT_TRUE(poll());
  EXPECT_THAT(store.imported(), ElementsAre(2));
  EXPECT_THAT(server.commands(), Contains("UID SEARCH UID 1:* SINCE 1-Nov-2026"));
  EXPECT_EQ(store.since, "1-Nov-2026");
  EXPECT_EQ(store.settled_up_to, 3U);

  server.put_old(4, "Subject: moved here by a person\r\n\r\n");
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(store.imported(), ElementsAre(2, 4));
}

TEST_F(ImapImportTest, OfManyOldMailsOnlyTheNewOnesAreListed) {
  for (std::uint32_t uid = 1; uid <= 500; ++uid) server.put(uid, "Subject: old\r\n\r\n");
  store.known = {.uid_validity = 77, .settled_up_to = 500};
  for (std::uint32_t uid = 1; uid <= 500; ++uid) store.known.imported.push_back(uid);
  fetch();
  ASSERT_TRUE(poll());
  server.put(501, "Subject: new\r\n\r\n");
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(501));
  EXPECT_THAT(server.commands(), Contains("UID FETCH 501:* (UID RFC822.SIZE)"));
  EXPECT_THAT(server.commands(), Contains("UID FETCH 501 (UID BODY.PEEK[])"));
}

TEST_F(ImapImportTest, AStoreThatIsBusyGetsTheMailAgainAndNothingIsPassedOver) {
  put_mails(3);
  store.refuses = [tries = 0](const core::IncomingMail& mail) mutable -> std::optional<core::Error> {
    if (mail.imap->uid != 2 || ++tries > 2) return std::nullopt;
    return core::Error{core::ErrorKind::overloaded, "full"};
  };
  fetch();
  ASSERT_TRUE(finished(3));
  EXPECT_THAT(store.imported(), UnorderedElementsAre(1, 2, 3));
}

TEST_F(ImapImportTest, AMailThatTheStoreRefusesForGoodStaysUntouchedOnTheServer) {
  put_mails(3);
  store.refuses = [](const core::IncomingMail& mail) -> std::optional<core::Error> {
    if (mail.imap->uid != 2) return std::nullopt;
    return core::Error{core::ErrorKind::policy, "no"};
  };
  fetch("delete");
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(server.commands(), Contains("UID EXPUNGE 1,3"));
  EXPECT_THAT(server.commands(), Not(Contains("EXPUNGE")));
}

TEST_F(ImapImportTest, AfterARestartOnlyWhatIsNewIsFetchedAndWhatIsDueIsDone) {
  put_mails(3);
  store.known = {.uid_validity = 77, .settled_up_to = 2, .imported = {1, 2}, .unfinished = {2}};
  fetch("move:Done");
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(store.imported(), ElementsAre(3));
  EXPECT_THAT(server.commands(), Contains("UID MOVE 2 \"Done\""));
  EXPECT_THAT(server.commands(), Contains("UID MOVE 3 \"Done\""));
}

TEST_F(ImapImportTest, WithoutMoveAMailIsCopiedAndThenRemoved) {
  server.offer("IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS");
  put_mails(2);
  fetch("move:Done");
  ASSERT_TRUE(finished(2));
  for (const auto* command :
       {"UID COPY 1:2 \"Done\"", "UID STORE 1:2 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 1:2"})
    EXPECT_EQ(std::ranges::count(server.commands(), command), 1) << command;
}

TEST_F(ImapImportTest, WithoutMoveWhatIsCopiedIsNotCopiedAgainWhateverHindersItsRemoval) {
  server.offer("IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS");
  put_mails(2);
  server.cut_at("+FLAGS.SILENT (\\Deleted)", 2);
  server.refuse("+FLAGS.SILENT (\\Deleted)", 2);
  server.refuse("UID EXPUNGE", 2);
  fetch("move:Done");
  for (int tries = 0; tries < 50 && !finished_any(); ++tries) (void)poll();  // some fail
  ASSERT_TRUE(finished(2));
  EXPECT_EQ(std::ranges::count(server.commands(), "UID COPY 1:2 \"Done\""), 1);
  server.put(3, "Subject: x\r\n\r\n3\r\n");
  ASSERT_TRUE(finished(3));
  EXPECT_THAT(server.commands(), Contains("UID COPY 3 \"Done\""));
}

TEST_F(ImapImportTest, WithoutMoveAStopBehindTheCopyWaitsForTheRemoval) {
  server.offer("IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS");
  server.put(1, "Subject: x\r\n\r\n");
  server.delay("UID COPY", 300ms);
  fetch("move:Done");
  for (int looks = 0; looks < 500 && std::ranges::count(server.commands(), "UID COPY 1 \"Done\"") == 0;
       ++looks)
    std::this_thread::sleep_for(10ms);
  const auto before = std::chrono::steady_clock::now();
  mailbox->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 4s);
  EXPECT_THAT(server.commands(), Contains("UID EXPUNGE 1"));
}

TEST_F(ImapImportTest, WithoutMoveAFolderThatTakesNoMarksIsNotCopiedFrom) {
  server.offer("IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS");
  server.put(1, "Subject: x\r\n\r\n");
  server.refuse("UID STORE");
  fetch("move:Done");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(poll());
  EXPECT_THAT(store.imported(), ElementsAre(1));
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("UID COPY"))));
}

TEST_F(ImapImportTest, AnActionThatTheServerRefusesIsShownUntilItIsDone) {
  server.put(1, "Subject: x\r\n\r\n");
  server.refuse("UID MOVE");
  fetch("move:Done");
  ASSERT_TRUE(poll());
  EXPECT_EQ(mailbox->status().state, ImapStatus::State::connected);
  EXPECT_EQ(mailbox->status().problem, "after_import fails: UID MOVE was answered NO refused");
  EXPECT_FALSE(mailbox->status().trouble) << "mails come in";
  server.refuse("UID MOVE", 0);
  ASSERT_TRUE(poll());
  EXPECT_EQ(mailbox->status().problem, "");
}

TEST_F(ImapImportTest, UnderAnotherUidvalidityTheFolderIsReadAgain) {
  server.put(1, "Subject: x\r\n\r\n");
  fetch();
  ASSERT_TRUE(finished(1));
  server.change_uid_validity();
  server.cut_all_connections();
  ASSERT_TRUE(finished(2));
  EXPECT_EQ(store.mails[1].imap->uid_validity, 78U);
}

TEST_F(ImapImportTest, ManyMailsShareTheirCommitsAndKeepTheirOrder) {
  put_mails(1200);
  std::vector<AcceptDone> waiting;
  std::size_t most_waiting = 0;
  std::thread committer;
  std::atomic<bool> over = false;
  store.hold = [&](AcceptDone done) {
    waiting.push_back(std::move(done));
    most_waiting = std::max(most_waiting, waiting.size());
  };
  committer = std::thread([&] {
    while (!over) {
      std::this_thread::sleep_for(2ms);
      std::vector<AcceptDone> group;
      {
        const std::scoped_lock lock(store.mutex);
        group.swap(waiting);
      }
      for (auto& done : group) done(core::Accepted{.mail = core::MailKey{1}, .duplicate = false});
    }
  });
  fetch();
  EXPECT_TRUE(finished(1200));
  over = true;
  committer.join();
  mailbox.reset();
  EXPECT_GT(most_waiting, 10U);
  EXPECT_LE(most_waiting, 400U);
  const auto uids = store.imported();
  EXPECT_EQ(uids.size(), 1200U);
  EXPECT_TRUE(std::ranges::is_sorted(uids));
}

TEST_F(ImapImportTest, TheNextMailsAreAskedForWhileTheLastOnesAreCommitted) {
  constexpr std::uint32_t a_portion = 500, last = a_portion + 1, late = 300;
  put_mails(last);
  std::vector<AcceptDone> slow;
  std::uint32_t next = 0;
  store.hold = [&](AcceptDone done) {
    if (++next > a_portion - late && next <= a_portion) return slow.push_back(std::move(done));
    done(core::Accepted{});
  };
  fetch();
  ASSERT_TRUE(store.wait_until([&] { return store.mails.size() == last; }));
  EXPECT_EQ(slow.size(), late);
  EXPECT_EQ(store.settled_up_to, a_portion - late) << "the ledger counts only what is durable";

  for (auto& done : slow) done(core::Accepted{});

  ASSERT_TRUE(finished(last));
  EXPECT_EQ(store.settled_up_to, last);
}

TEST_F(ImapImportTest, AStopDoesNotWaitForEachMailThatTheStoreHolds) {
  constexpr std::uint32_t many = 200;
  put_mails(many);
  std::vector<AcceptDone> held;
  store.hold = [&](AcceptDone done) { held.push_back(std::move(done)); };
  fetch();
  ASSERT_TRUE(store.wait_until([&] { return store.mails.size() == many; }));
  const auto before = std::chrono::steady_clock::now();
  mailbox->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST_F(ImapImportTest, TheStoreKnowsAFolderBeforeItsFirstMail) {
  server.put(4, "Subject: one\r\n\r\n");
  store.holds_back = true;
  fetch();
  ASSERT_TRUE(store.wait_until([&] { return store.held != nullptr; }));
  EXPECT_EQ(store.uid_validity, 77U) << "or what is imported now would mean nothing to the next process";
  store.held(core::Accepted{});
  EXPECT_TRUE(finished(1));
}

TEST_F(ImapImportTest, WhatTheStoreCouldNotNoteIsDoneAndNotedAgain) {
  settings.max_message_size = 100;
  server.put(1, "Subject: x\r\n\r\n" + std::string(1000, 'x') + "\r\n");
  server.put(2, "Subject: x\r\n\r\n");
  store.recording_fails = 2;
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.finished, ElementsAre(2));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(1, "too large")));
  EXPECT_EQ(std::ranges::count(server.commands(), "UID STORE 2 +FLAGS.SILENT (\\Seen)"), 3);
  EXPECT_EQ(store.settled_up_to, 2U);
}

}  // namespace ticketd::daemon
