#include "daemon/intake/imap_mailbox.h"

#include "tests/unit/daemon/imap_peer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <map>
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

/// A store that remembers what it was given, and can be told to refuse or to keep the mailbox waiting.
struct Store {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<core::IncomingMail> mails;
  std::vector<std::uint32_t> finished;
  std::map<std::uint32_t, std::string> skipped;
  std::uint32_t settled_up_to = 0;
  std::string since;
  ImapKnown known;
  std::function<std::optional<core::Error>(const core::IncomingMail&)> refuses = [](const auto&) {
    return std::nullopt;
  };
  bool holds_back = false;
  std::function<void(AcceptDone)> hold;  ///< answers later
  AcceptDone held;

  void accept(core::IncomingMail mail, AcceptDone done) {
    std::unique_lock lock(mutex);
    if (auto error = refuses(mail)) {
      lock.unlock();
      return done(tl::unexpected<core::Error>(*error));
    }
    mails.push_back(std::move(mail));
    changed.notify_all();
    if (hold) return hold(std::move(done));
    if (holds_back) {
      held = std::move(done);
      return;
    }
    lock.unlock();
    done(core::Accepted{.mail = core::MailKey{1}, .duplicate = false});
  }

  ImapLedger ledger() {
    return {.known = [this](const std::string&) -> Result<ImapKnown> {
              const std::scoped_lock lock(mutex);
              return known;
            },
            .record = [this](const core::ImapStep& step) -> Result<> {
              const std::scoped_lock lock(mutex);
              finished.insert(finished.end(), step.finished.begin(), step.finished.end());
              for (const auto& mail : step.skipped) skipped[mail.at.uid] = mail.reason;
              for (const auto uid : step.no_longer_there) skipped.erase(uid);
              settled_up_to = step.settled_up_to;
              since = step.since;
              changed.notify_all();
              return {};
            }};
  }

  bool wait_until(const std::function<bool()>& holds) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 20s, holds);
  }
  std::vector<std::uint32_t> imported() {
    const std::scoped_lock lock(mutex);
    std::vector<std::uint32_t> uids;
    for (const auto& mail : mails) uids.push_back(mail.imap->uid);
    return uids;
  }
};

class ImapMailboxTest : public testing::Test {
 protected:
  ImapPeer server;
  Store store;
  std::unique_ptr<ImapMailbox> mailbox;

  ImapSettings settings;

  void fetch(const char* after_import = "seen") {
    open(after_import);
    mailbox->start();
  }
  void open(const char* after_import = "seen") {
    settings.mailbox = "support";
    settings.server.url = config::parse_mail_url(server.url()).value();
    if (!settings.login)
      settings.login = [](const Wakeup&) {
        return Result<Login>(Login{.user = "support", .password = "secret", .access_token = {}});
      };
    settings.after_import = parse_after_import(after_import).value();
    settings.retry_first = settings.retry_longest = 10ms;
    settings.now = [] { return core::Time{}; };
    mailbox = std::make_unique<ImapMailbox>(
        settings, store.ledger(),
        [this](core::IncomingMail mail, AcceptDone done) { store.accept(std::move(mail), std::move(done)); });
  }

  Result<std::size_t> poll(bool skipped = false) {
    std::promise<Result<std::size_t>> answer;
    mailbox->poll_now([&answer](Result<std::size_t> outcome) { answer.set_value(std::move(outcome)); },
                      skipped);
    return answer.get_future().get();
  }

  bool finished_any() {
    const std::scoped_lock lock(store.mutex);
    return !store.finished.empty();
  }
  bool finished(std::size_t count) {
    return store.wait_until([&] { return store.finished.size() >= count; });
  }

  void TearDown() override { mailbox.reset(); }
};

}  // namespace

TEST_F(ImapMailboxTest, EveryMailIsImportedByteForByteAndThenMarked) {
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

TEST_F(ImapMailboxTest, APollBeforeTheStartIsAnsweredByTheFirstPass) {
  server.put(4, "Subject: one\r\n\r\n");
  open();
  std::promise<Result<std::size_t>> answer;
  mailbox->poll_now([&answer](Result<std::size_t> outcome) { answer.set_value(std::move(outcome)); });
  mailbox->start();
  const auto fetched = answer.get_future().get();
  ASSERT_TRUE(fetched) << fetched.error().detail;
  EXPECT_EQ(*fetched, 1U);
}

TEST_F(ImapMailboxTest, APollOfAMailboxThatNeverStartsIsAnsweredAtItsEnd) {
  open();
  std::promise<Result<std::size_t>> answer;
  mailbox->poll_now([&answer](Result<std::size_t> outcome) { answer.set_value(std::move(outcome)); });
  mailbox.reset();
  EXPECT_FALSE(answer.get_future().get());
}

TEST_F(ImapMailboxTest, NothingIsMarkedBeforeItIsDurable) {
  server.put(4, "Subject: one\r\n\r\n");
  store.holds_back = true;
  fetch();
  ASSERT_TRUE(store.wait_until([&] { return store.held != nullptr; }));
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("UID STORE"))));

  store.held(core::Accepted{});

  ASSERT_TRUE(finished(1));
  EXPECT_THAT(server.commands(), Contains(HasSubstr("UID STORE 4 ")));
}

TEST_F(ImapMailboxTest, ANewMailIsImportedWhileTheServerIsIdled) {
  fetch();
  ASSERT_TRUE(poll());
  server.put(7, "Subject: new\r\n\r\n");
  EXPECT_TRUE(finished(1));
}

TEST_F(ImapMailboxTest, WhatTheServerWantsShownToAPersonIsShownWhileTheMailboxGoesOn) {
  fetch();
  ASSERT_TRUE(poll());
  EXPECT_FALSE(mailbox->status().alert);
  server.alert("Mailbox is at 95% of its quota");
  server.put(7, "Subject: new\r\n\r\n");
  ASSERT_TRUE(finished(1));
  ASSERT_TRUE(poll());
  ASSERT_TRUE(mailbox->status().alert);
  EXPECT_EQ(mailbox->status().alert->text, "Mailbox is at 95% of its quota");
  EXPECT_EQ(mailbox->status().state, ImapStatus::State::connected);
  EXPECT_FALSE(mailbox->status().trouble);
}

TEST_F(ImapMailboxTest, AMailWhoseTransferWasCutIsFetchedAgainInItsTurn) {
  for (const std::uint32_t uid : {1U, 2U, 3U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  server.cut_while_sending(2, 2);
  fetch();
  ASSERT_TRUE(finished(3));
  EXPECT_THAT(store.imported(), ElementsAre(1, 2, 3));
}

TEST_F(ImapMailboxTest, AMailThatTheServerNeverDeliversDoesNotBlockThoseBehindIt) {
  for (const std::uint32_t uid : {1U, 2U, 3U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  server.cut_while_sending(1, 1000000);
  fetch();
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(store.imported(), ElementsAre(2, 3));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(1, "the server does not deliver it")));
  EXPECT_EQ(store.settled_up_to, 3U);
}

TEST_F(ImapMailboxTest, AMailWhoseFetchIsAnsweredWithNoDoesNotBlockThoseAroundIt) {
  for (const std::uint32_t uid : {1U, 2U, 3U, 4U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  server.refuse_to_send(2);
  fetch();
  ASSERT_TRUE(finished(3));
  EXPECT_THAT(store.imported(), ElementsAre(1, 3, 4));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(2, "the server does not deliver it")));
  EXPECT_EQ(std::ranges::count(server.commands(), "UID FETCH 2 (UID BODY.PEEK[])"), 3);
}

TEST_F(ImapMailboxTest, ASkippedMailThatIsStillRefusedDoesNotEndThePass) {
  for (const std::uint32_t uid : {1U, 2U, 3U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  store.known = {.uid_validity = 77, .settled_up_to = 3, .imported = {2}, .skipped = {1, 3}};
  server.refuse_to_send(1);
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(3));
  EXPECT_TRUE(poll());
  EXPECT_EQ(mailbox->status().state, ImapStatus::State::connected);
}

TEST_F(ImapMailboxTest, ASkippedMailIsTriedAgainAfterARestartAndWhenAPersonAsks) {
  for (const std::uint32_t uid : {1U, 2U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  store.known = {.uid_validity = 77, .settled_up_to = 2, .imported = {2}, .skipped = {1}};
  server.cut_while_sending(1, 2);
  fetch();
  for (int tries = 0; tries < 50 && !poll(/*skipped=*/true); ++tries) {}
  EXPECT_THAT(store.imported(), ElementsAre(1));
  EXPECT_THAT(store.finished, ElementsAre(1));
}

TEST_F(ImapMailboxTest, ASkippedMailThatIsGoneFromTheServerIsForgotten) {
  server.put(2, "Subject: x\r\n\r\n");
  store.skipped = {{1, "too large"}};
  store.known = {.uid_validity = 77, .settled_up_to = 2, .imported = {2}, .skipped = {1}};
  fetch();
  ASSERT_TRUE(poll(/*skipped=*/true));
  EXPECT_TRUE(store.skipped.empty());
}

TEST_F(ImapMailboxTest, ATooLargeMailIsSkippedWithoutBeingFetched) {
  settings.max_message_size = 100;
  server.put(1, "Subject: x\r\n\r\n" + std::string(1000, 'x') + "\r\n");
  server.put(2, "Subject: x\r\n\r\n");
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_THAT(store.imported(), ElementsAre(2));
  EXPECT_THAT(store.skipped, ElementsAre(Pair(1, "too large")));
  EXPECT_THAT(server.commands(), Not(Contains("UID FETCH 1:2 (UID BODY.PEEK[])")));
}

TEST_F(ImapMailboxTest, ANewFolderIsReadFromTheDayOnThatTheSettingSays) {
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

TEST_F(ImapMailboxTest, OfManyOldMailsOnlyTheNewOnesAreListed) {
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

TEST_F(ImapMailboxTest, AStoreThatIsBusyGetsTheMailAgainAndNothingIsPassedOver) {
  for (const std::uint32_t uid : {1U, 2U, 3U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  store.refuses = [tries = 0](const core::IncomingMail& mail) mutable -> std::optional<core::Error> {
    if (mail.imap->uid != 2 || ++tries > 2) return std::nullopt;
    return core::Error{core::ErrorKind::overloaded, "full"};
  };
  fetch();
  ASSERT_TRUE(finished(3));
  EXPECT_THAT(store.imported(), UnorderedElementsAre(1, 2, 3));
}

TEST_F(ImapMailboxTest, AMailThatTheStoreRefusesForGoodStaysUntouchedOnTheServer) {
  for (const std::uint32_t uid : {1U, 2U, 3U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  store.refuses = [](const core::IncomingMail& mail) -> std::optional<core::Error> {
    if (mail.imap->uid != 2) return std::nullopt;
    return core::Error{core::ErrorKind::policy, "no"};
  };
  fetch("delete");
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(server.commands(), Contains("UID EXPUNGE 1,3"));
  EXPECT_THAT(server.commands(), Not(Contains("EXPUNGE")));
}

TEST_F(ImapMailboxTest, AfterARestartOnlyWhatIsNewIsFetchedAndWhatIsDueIsDone) {
  for (const std::uint32_t uid : {1U, 2U, 3U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  store.known = {.uid_validity = 77, .settled_up_to = 2, .imported = {1, 2}, .unfinished = {2}};
  fetch("move:Done");
  ASSERT_TRUE(finished(2));
  EXPECT_THAT(store.imported(), ElementsAre(3));
  EXPECT_THAT(server.commands(), Contains("UID MOVE 2 \"Done\""));
  EXPECT_THAT(server.commands(), Contains("UID MOVE 3 \"Done\""));
}

TEST_F(ImapMailboxTest, WithoutMoveAMailIsCopiedAndThenRemoved) {
  server.offer("IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS");
  for (const std::uint32_t uid : {1U, 2U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  fetch("move:Done");
  ASSERT_TRUE(finished(2));
  for (const auto* command :
       {"UID COPY 1:2 \"Done\"", "UID STORE 1:2 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 1:2"})
    EXPECT_EQ(std::ranges::count(server.commands(), command), 1) << command;
}

TEST_F(ImapMailboxTest, WithoutMoveWhatIsCopiedIsNotCopiedAgainWhateverHindersItsRemoval) {
  server.offer("IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS");
  for (const std::uint32_t uid : {1U, 2U})
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
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

TEST_F(ImapMailboxTest, WithoutMoveAFolderThatTakesNoMarksIsNotCopiedFrom) {
  server.offer("IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS");
  server.put(1, "Subject: x\r\n\r\n");
  server.refuse("UID STORE");
  fetch("move:Done");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(poll());
  EXPECT_THAT(store.imported(), ElementsAre(1));
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("UID COPY"))));
}

TEST_F(ImapMailboxTest, AnActionThatTheServerRefusesIsShownUntilItIsDone) {
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

TEST_F(ImapMailboxTest, UnderAnotherUidvalidityTheFolderIsReadAgain) {
  server.put(1, "Subject: x\r\n\r\n");
  fetch();
  ASSERT_TRUE(finished(1));
  server.change_uid_validity();
  server.cut_all_connections();
  ASSERT_TRUE(finished(2));
  EXPECT_EQ(store.mails[1].imap->uid_validity, 78U);
}

TEST_F(ImapMailboxTest, APollAnswersWhenWhatLayThereIsDurable) {
  server.put(1, "Subject: x\r\n\r\n");
  server.put(2, "Subject: y\r\n\r\n");
  fetch();
  ASSERT_TRUE(finished(2));
  server.put(3, "Subject: z\r\n\r\n");
  ASSERT_TRUE(poll());
  EXPECT_THAT(store.imported(), ElementsAre(1, 2, 3));
}

TEST_F(ImapMailboxTest, AWrongPasswordIsTriedThreeTimesAndThenOnlyWhenSomebodyAsks) {
  server.refuse_logins();
  fetch();
  for (int i = 0; i < 200 && server.logins() < 3; ++i) std::this_thread::sleep_for(10ms);
  const auto answer = poll();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, core::ErrorKind::credentials);
  std::this_thread::sleep_for(100ms);  // ten times the retry interval
  EXPECT_LE(server.logins(), 4);
}

TEST_F(ImapMailboxTest, AnAccountThatWasRefusedIsShownAsStoppedWithTheReason) {
  server.refuse_logins();
  fetch();
  for (int i = 0; i < 2000 && mailbox->status().state != ImapStatus::State::stopped; ++i)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(mailbox->status().state, ImapStatus::State::stopped);
  EXPECT_THAT(mailbox->status().problem, HasSubstr("AUTHENTICATIONFAILED"));
  server.take_logins();
  ASSERT_TRUE(poll());
  EXPECT_EQ(mailbox->status().state, ImapStatus::State::connected);
}

TEST_F(ImapMailboxTest, AServerThatOffersNoMechanismIsLoggedInToByTheLoginCommand) {
  server.offer("IMAP4rev1 IDLE UIDPLUS MOVE");
  server.put(1, "Subject: x\r\n\r\n");
  fetch();
  ASSERT_TRUE(finished(1));
  EXPECT_EQ(server.logins(), 1);
}

TEST_F(ImapMailboxTest, AServerThatDisablesItsOnlyLoginStopsTheMailboxWithoutHearingThePassword) {
  server.offer("IMAP4rev1 LOGINDISABLED IDLE");
  fetch();
  for (int i = 0; i < 2000 && mailbox->status().state != ImapStatus::State::stopped; ++i)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(mailbox->status().state, ImapStatus::State::stopped);
  EXPECT_EQ(server.logins(), 0);
}

TEST_F(ImapMailboxTest, AServerThatIsTooBusyForALoginIsAskedAgainAndIsNoWrongPassword) {
  for (const auto* answer : {"NO [ALERT] Too many simultaneous connections", "NO [THROTTLED] slow down",
                             "NO [UNAVAILABLE] later", "NO [LIMIT] full"}) {
    server.refuse_logins(answer);
    const int before = server.logins();
    fetch();
    for (int i = 0; i < 2000 && server.logins() < before + 5; ++i) std::this_thread::sleep_for(5ms);
    EXPECT_GE(server.logins(), before + 5) << answer;  // more often than a wrong password would be tried
    EXPECT_NE(mailbox->status().state, ImapStatus::State::stopped) << answer;
    mailbox.reset();
  }
}

TEST_F(ImapMailboxTest, AProviderThatRefusesTheAccountStopsTheMailboxAtOnce) {
  std::atomic<int> asked = 0;
  settings.login = [&asked](const Wakeup&) -> Result<Login> {
    ++asked;
    return fail(core::ErrorKind::credentials, "invalid_grant");
  };
  fetch();
  for (int i = 0; i < 2000 && mailbox->status().state != ImapStatus::State::stopped; ++i)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(mailbox->status().problem, "invalid_grant");
  std::this_thread::sleep_for(50ms);  // five times the retry interval
  mailbox.reset();
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(server.logins(), 0);
}

TEST_F(ImapMailboxTest, ManyMailsShareTheirCommitsAndKeepTheirOrder) {
  for (std::uint32_t uid = 1; uid <= 1200; ++uid)
    server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
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

TEST_F(ImapMailboxTest, StopsAtOnceWhileItWaitsForNews) {
  fetch();
  ASSERT_TRUE(poll());
  const auto before = std::chrono::steady_clock::now();
  mailbox->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_FALSE(poll());
}

}  // namespace ticketd::daemon
