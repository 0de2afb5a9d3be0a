#include "daemon/event_log.h"
#include "tests/unit/daemon/desk.h"

#include <spdlog/logger.h>
#include <spdlog/spdlog.h>

namespace ticketd::daemon {

using namespace std::chrono_literals;

namespace {

constexpr auto second_mailbox_and_a_manager = R"(
[[mailbox]]
name = "sales"
address = "sales@shop.example"
group = "cs"
[[agent]]
name = "boss"
email = "boss@corp.example"
role = "manager"
language = "en"
)";

class AccountWatchTest : public testing::Test {
 protected:
  AccountWatchTest() {
    accounts_ = {{.kind = core::AccountState::Kind::fetched, .name = "sales"},
                 {.kind = core::AccountState::Kind::outgoing, .name = "default"}};
  }

  void refuse(core::AccountState& account) {
    account.trouble = core::AccountTrouble{desk_.now(), "wrong password", true, true};
  }
  static void mend(core::AccountState& account) {
    account.trouble.reset();
    account.worked = true;
  }
  /// By a daemon that has just started, unless it is told which.
  void look() {
    auto watch = desk_.watch_over(accounts_, can_send_);
    look(watch);
  }
  static void look(AccountWatch& watch) { ASSERT_TRUE(watch.look()); }
  std::vector<std::string> told() {
    std::vector<std::string> subjects;
    for (const auto& letter : desk_.letters("boss@corp.example")) subjects.push_back(letter.subject);
    return subjects;
  }

  using Subjects = std::vector<std::string>;
  TestDesk desk_{"desk.example", second_mailbox_and_a_manager};
  std::vector<core::AccountState> accounts_;
  std::function<bool(std::string_view)> can_send_ = [](std::string_view) { return true; };
};

}  // namespace

TEST_F(AccountWatchTest, ARouteWithBlanksInItsNameIsOneValueOfTheLogLine) {
  const auto events = std::make_shared<EventLog>();
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", events));
  accounts_[1].name = "support, sales news=works";
  refuse(accounts_[1]);
  look();
  spdlog::set_default_logger(before);
  const auto lines = events->lines(0, {"account.told"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].text, "account.told account=\"route:support, sales news=works\" news=stopped letters=1");
}

TEST_F(AccountWatchTest, AStopIsToldOnceEvenAcrossARestartAndItsEndOnce) {
  look();
  EXPECT_EQ(told(), Subjects{});
  refuse(accounts_[0]);
  auto watch = desk_.watch_over(accounts_, can_send_);
  look(watch);
  look(watch);
  look();
  EXPECT_EQ(told(), Subjects{"Mailbox sales does not work"});
  mend(accounts_[0]);
  look(watch);
  look(watch);
  look();
  EXPECT_EQ(told(), (Subjects{"Mailbox sales does not work", "Mailbox sales works again"}));
}

TEST_F(AccountWatchTest, ThatARouteStoppedIsSaidByAMailboxWhoseRouteWorks) {
  refuse(accounts_[1]);
  can_send_ = [](std::string_view sender) { return sender == "sales@shop.example"; };
  look();
  const auto letter = desk_.last_letter("boss@corp.example");
  EXPECT_EQ(letter.subject, "Route default does not work");
  EXPECT_EQ(letter.from.address, "sales@shop.example");
}

TEST_F(AccountWatchTest, WithoutAnyWayOutTheNewsWaitsInTheOutbox) {
  refuse(accounts_[1]);
  can_send_ = [](std::string_view) { return false; };
  look();
  EXPECT_EQ(told(), Subjects{"Route default does not work"});
}

TEST_F(AccountWatchTest, AnAccountThatComesAndGoesFillsNoMailbox) {
  auto watch = desk_.watch_over(accounts_, can_send_);
  for (int minute = 0; minute < 180; ++minute) {
    minute % 2 == 0 ? refuse(accounts_[0]) : mend(accounts_[0]);
    look(watch);
    desk_.pass(1min);
  }
  EXPECT_EQ(told().size(), 6U) << "a stop and its end in each of three hours";
}

TEST_F(AccountWatchTest, WhatABreakerStopsIsToldLater) {
  for (int number = 0; number < core::AutomaticLimits{}.per_minute; ++number)
    desk_.receive(
        mail("flood-" + std::to_string(number) + "@x").from("c" + std::to_string(number) + "@x.example"));
  refuse(accounts_[0]);
  auto watch = desk_.watch_over(accounts_, can_send_);
  look(watch);
  EXPECT_EQ(told(), Subjects{});
  desk_.pass(2min);
  look(watch);
  EXPECT_EQ(told(), Subjects{"Mailbox sales does not work"});
}

TEST_F(AccountWatchTest, TheLetterSaysWhatStoppedAndWhatToDo) {
  refuse(accounts_[0]);
  look();
  const auto bytes =
      desk_.bytes_of(desk_.letter_with_words("boss@corp.example", core::LetterKind::account_stopped));
  EXPECT_NE(bytes.find("Reason: wrong password"), std::string::npos);
  EXPECT_NE(bytes.find("ticketctl poll sales"), std::string::npos);
  EXPECT_NE(bytes.find("Auto-Submitted: auto-generated"), std::string::npos);
}

}  // namespace ticketd::daemon
