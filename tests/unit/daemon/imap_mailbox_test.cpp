#include "daemon/intake/imap_mailbox.h"

#include "tests/unit/daemon/imap_mailbox_scene.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

namespace ticketd::daemon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

using ImapMailboxTest = ImapMailboxScene;

}  // namespace

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

TEST_F(ImapMailboxTest, StopsAtOnceWhileItWaitsForNews) {
  fetch();
  ASSERT_TRUE(poll());
  const auto before = std::chrono::steady_clock::now();
  mailbox->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_FALSE(poll());
}

}  // namespace ticketd::daemon
