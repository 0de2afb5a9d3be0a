// Taking back what one has just done: by mail, and as ticketctl and the API ask for it.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {
namespace {

using core::EventKind, core::LetterKind, core::LinkKind, core::State;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;
using namespace std::chrono_literals;

/// A ticket that kim has, and kim's proven mails about it.
struct Working {
  TestDesk desk{"desk.example", R"(
[[group]]
name = "billing"
)"};
  core::Letter told;
  int mails = 0;
  Working() {
    desk.receive(mail("q@customer.example"));
    told = desk.last_letter("kim@corp.example");
  }
  core::Trace kim_says(const std::string& text, const std::string& id = {}) {
    const auto next = "kim" + std::to_string(++mails) + "@corp.example";
    return desk.receive(mail(id.empty() ? next : id).answering(told).proven().saying(text));
  }
  Result<core::TicketId> kim_does(const std::string& action, std::int64_t number = 1) {
    return desk.act({.ticket = {number}, .action = action, .as = "kim"});
  }
  core::Ticket ticket(std::int64_t number = 1) { return desk.ticket(number).ticket; }
  std::string result(const std::string& variable) {
    return desk.letter_with_words("kim@corp.example", LetterKind::command_result).variables[variable];
  }
};

TEST(Undo, AnAnswerToTheResultTakesAllOfTheMailsCommandsBack) {
  for (const auto* undo : {"#undo", "#되돌리기", "#취소"}) {
    Working at;
    at.kim_says(
        "#priority urgent\r\n#tag printer\r\n#transfer billing\r\n#assign lee\r\n#snooze 2d\r\n#pending\r\n");
    EXPECT_EQ(at.ticket().state, State::pending);
    EXPECT_FALSE(at.result("undo").empty());
    at.desk.pass(9min);
    const auto result = at.desk.last_letter("kim@corp.example");
    at.desk.receive(mail("undo@corp.example").answering(result).proven().saying(undo));
    EXPECT_EQ(at.ticket().state, State::open) << undo;
    EXPECT_EQ(at.ticket().priority, core::Priority::normal);
    EXPECT_EQ(at.ticket().group, "cs");
    EXPECT_EQ(at.ticket().assignee, "kim");
    EXPECT_THAT(at.ticket().tags, IsEmpty());
    EXPECT_FALSE(at.ticket().snoozed_until.has_value());
    EXPECT_EQ(at.ticket().reopened, 0) << "it was never away";
    const auto events = at.desk.ticket(1).events;
    EXPECT_TRUE(std::any_of(events.begin(), events.end(),
                            [](const core::Event& event) { return event.kind == EventKind::undone; }));
  }
}

TEST(Undo, OfASecondSnoozeLeavesTheFirst) {
  Working at;
  at.desk.pass(7ms);  // a clock has milliseconds
  at.kim_says("#snooze 2d");
  const auto first = at.ticket().snoozed_until;
  at.kim_says("#snooze 5d");
  EXPECT_NE(at.ticket().snoozed_until, first);
  at.kim_says("#undo");
  EXPECT_EQ(at.ticket().snoozed_until, first);
}

TEST(Undo, TheReasonOfAnInternalResolutionComesBack) {
  Working at;
  ASSERT_TRUE(
      at.desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .internal = true, .reason = "spam"}));
  at.desk.pass(1min);
  ASSERT_TRUE(at.kim_does("reopen"));
  EXPECT_FALSE(at.ticket().resolution);
  ASSERT_TRUE(at.kim_does("undo"));
  EXPECT_EQ(at.ticket().state, State::resolved);
  ASSERT_TRUE(at.ticket().resolution);
  EXPECT_EQ(*at.ticket().resolution, (core::Resolution{true, "spam"}));
}

TEST(Undo, AnInternalResolutionItselfCanBeTakenBack) {
  Working at;
  ASSERT_TRUE(
      at.desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .internal = true, .reason = "spam"}));
  ASSERT_TRUE(at.kim_does("undo"));
  EXPECT_EQ(at.ticket().state, State::open);
  EXPECT_FALSE(at.ticket().resolution);
}

TEST(Undo, TenMinutesAreTheLimit) {
  Working at;
  at.kim_says("#close");
  at.desk.pass(10min + 1s);
  at.kim_says("#undo");
  EXPECT_EQ(at.ticket().state, State::closed);
  EXPECT_THAT(at.result("problems"), HasSubstr("되돌릴 것이 없습니다"));
}

TEST(Undo, OnlyOnesOwnDeedsAndEachOnce) {
  Working at;
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "priority", .as = "lee", .priority = "urgent"}));
  EXPECT_FALSE(at.kim_does("undo")) << "kim did nothing";
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "undo", .as = "lee"}));
  EXPECT_EQ(at.ticket().priority, core::Priority::normal);
  EXPECT_FALSE(at.desk.act({.ticket = {1}, .action = "undo", .as = "lee"})) << "an undo is not undone";
}

TEST(Undo, WhatSomebodyChangedSinceStays) {
  Working at;
  at.kim_says("#pending");
  at.desk.pass(1min);
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "close", .as = "lee"}));
  at.desk.pass(1min);
  const auto refused = at.kim_does("undo");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("changed since"));
  EXPECT_EQ(at.ticket().state, State::closed);
}

TEST(Undo, ItStandsAloneInAMail) {
  Working at;
  at.kim_says("#pending");
  at.kim_says("#undo\r\n#close\r\n");
  EXPECT_EQ(at.ticket().state, State::pending);
  EXPECT_THAT(at.result("problems"), HasSubstr("혼자 써야"));
}

TEST(Undo, AMergeIsTakenApartAgain) {
  Working at;
  at.desk.receive(mail("r@other.example").from("choi@other.example").about("toner").saying("No toner."));
  at.desk.receive(
      mail("s@other.example").from("choi@other.example").citing("r@other.example").saying("Still?"));
  ASSERT_TRUE(at.desk.act({.ticket = {2}, .action = "tag", .as = "lee", .tags = {"toner"}}));
  at.kim_says("#merge 2");
  ASSERT_EQ(at.ticket(2).state, State::merged);
  ASSERT_THAT(at.ticket().participants, SizeIs(1));
  at.desk.receive(
      mail("late@other.example").from("choi@other.example").citing("r@other.example").saying("Hm."));
  ASSERT_THAT(at.desk.ticket(1).entries, SizeIs(4));

  at.kim_says("#undo");
  EXPECT_EQ(at.ticket(2).state, State::open);
  EXPECT_THAT(at.desk.ticket(2).entries, SizeIs(2));
  EXPECT_THAT(at.desk.ticket(1).entries, SizeIs(2)) << "what came since stays where it came";
  EXPECT_EQ(at.ticket(2).interactions, 2);
  EXPECT_EQ(at.ticket().interactions, 2);
  EXPECT_THAT(at.ticket().participants, IsEmpty());
  EXPECT_THAT(at.ticket().tags, IsEmpty());
  EXPECT_THAT(at.ticket(2).links, IsEmpty());
  at.desk.receive(
      mail("new@other.example").from("choi@other.example").citing("s@other.example").saying("Well?"));
  EXPECT_THAT(at.desk.ticket(2).entries, SizeIs(3)) << "its thread leads to it again";
}

TEST(Undo, ASplitAndAForwardAreNotTakenBack) {
  Working at;
  at.desk.receive(mail("r@customer.example").citing("q@customer.example").saying("And the scanner?"));
  ASSERT_TRUE(at.kim_does("split"));
  EXPECT_FALSE(at.kim_does("undo"));
}

}  // namespace
}  // namespace ticketd::daemon
