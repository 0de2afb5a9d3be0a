#include "core/account_news.h"

#include "tests/unit/core/house_fixture.h"

#include <gtest/gtest.h>

namespace ticketd::core {

using namespace std::chrono_literals;

namespace {

constexpr Time now{std::chrono::hours(490'000)};
constexpr AccountTold never{}, an_hour_ago{true, now - 1h};

AccountState refused(Time since) {
  return {.kind = AccountState::Kind::fetched,
          .name = "sales",
          .worked = false,
          .trouble = AccountTrouble{since, "NO [AUTHENTICATIONFAILED]\r\nBcc: x@y", true, true}};
}

AccountState out_of_reach(Time since) {
  return {.kind = AccountState::Kind::outgoing,
          .name = "default",
          .worked = true,
          .trouble = AccountTrouble{since, "connection refused"}};
}

AccountState well() { return {.kind = AccountState::Kind::fetched, .name = "sales", .worked = true}; }

}  // namespace

TEST(AccountNews, WhatAPersonMustEndIsToldAtOnceAndOnce) {
  EXPECT_EQ(account_news(refused(now), never, now), AccountNews::stopped);
  EXPECT_EQ(account_news(refused(now - 5h), an_hour_ago, now), AccountNews::none);
}

TEST(AccountNews, TroubleThatMayEndByItselfIsToldAfterAnHour) {
  EXPECT_EQ(account_news(out_of_reach(now - 59min), never, now), AccountNews::none);
  EXPECT_EQ(account_news(out_of_reach(now - 1h), never, now), AccountNews::stopped);
}

TEST(AccountNews, OnlyOfAnAccountThatWasToldToHaveStoppedItIsNewsThatItWorks) {
  EXPECT_EQ(account_news(well(), an_hour_ago, now), AccountNews::works);
  EXPECT_EQ(account_news(well(), never, now), AccountNews::none);
}

TEST(AccountNews, AfterARestartAnAccountWorksOnlyWhenItDid) {
  auto not_tried = well();
  not_tried.worked = false;
  EXPECT_EQ(account_news(not_tried, an_hour_ago, now), AccountNews::none);
}

TEST(AccountNews, AnAccountThatComesAndGoesIsToldOfOnceAnHour) {
  EXPECT_EQ(account_news(refused(now), {false, now - 59min}, now), AccountNews::none);
  EXPECT_EQ(account_news(refused(now - 1min), {false, now - 1h}, now), AccountNews::stopped);
}

TEST(AccountNews, TheOperatorIsWrittenToElseTheManagers) {
  TestHouse house;
  EXPECT_TRUE(operators(house.house()).empty());
  house.desk.agents.push_back({.name = "boss", .email = "boss@corp.example", .role = AgentRole::manager});
  ASSERT_EQ(operators(house.house()).size(), 1U);
  EXPECT_EQ(operators(house.house())[0].address.address, "boss@corp.example");
  house.settings.operator_address = "postmaster@corp.example";
  ASSERT_EQ(operators(house.house()).size(), 1U);
  EXPECT_EQ(operators(house.house())[0].address.address, "postmaster@corp.example");
}

TEST(AccountNews, WhatAServerSaidStaysOnItsLine) {
  TestHouse house;
  const auto item = account_letter(refused(now), AccountNews::stopped, house.desk.mailboxes.front(),
                                   {{"", "boss@corp.example"}, "en"}, house.house(), {7});
  EXPECT_EQ(item.letter.kind, LetterKind::account_stopped);
  EXPECT_EQ(item.letter.subject, "Mailbox sales does not work");
  EXPECT_EQ(item.letter.variables.at("problem").find_first_of("\r\n"), std::string::npos);
  EXPECT_EQ(item.letter.auto_submitted, "auto-generated");
  EXPECT_TRUE(is_counted(item.letter)) << "the breakers count it";
}

}  // namespace ticketd::core
