// Tickets that end, wait and come back by themselves, over weeks that pass in a moment.
#include "desk.h"

namespace ticketd::daemon {

using core::LetterKind, core::State;
using namespace std::chrono_literals;

namespace {

const std::string customer = "park@customer.example";

/// As in config/desk.toml, switched on.
const std::string warning = R"(
[[rule]]
name = "reopen-on-reply"
on = "requester_replied"
when = { state = "resolved", kind = "human" }
then = [ { set_state = "open" } ]
[[rule]]
name = "warn-before-closing"
on = "time"
when = { state = "resolved", since_resolved = "4d" }
then = [ { reply_template = "closing_soon" }, { stop = true } ]
[[rule]]
name = "close-after-5-days"
on = "time"
when = { state = "resolved", since_resolved = "5d", since_last_interaction = "1d" }
then = [ { set_state = "closed" } ]
)";

std::ptrdiff_t warnings(TestDesk& desk) {
  const auto letters = desk.letters(customer);
  return std::count_if(letters.begin(), letters.end(),
                       [](const core::Letter& letter) { return letter.kind == LetterKind::closing_soon; });
}

State state(TestDesk& desk) { return desk.ticket(1).ticket.state; }

void resolve(TestDesk& desk) {
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "A new cable helps."}));
}

/// Lets days pass, looking at the clocks every hour.
void live(TestDesk& desk, int days) {
  for (int hour = 0; hour < days * 24; ++hour) {
    desk.pass(1h);
    desk.wake();
  }
}

}  // namespace

TEST(Closing, ACustomerIsWarnedOnceADayBefore) {
  TestDesk desk("desk.example", warning);
  desk.receive(mail("q@customer.example"));
  resolve(desk);
  live(desk, 3);
  EXPECT_EQ(warnings(desk), 0);
  live(desk, 1);
  EXPECT_EQ(warnings(desk), 1);
  EXPECT_EQ(state(desk), State::resolved);
  live(desk, 2);
  EXPECT_EQ(state(desk), State::closed);
  live(desk, 14);
  EXPECT_EQ(warnings(desk), 1);
}

TEST(Closing, AnAnswerToTheWarningKeepsTheTicketOpenAndTheNextResolveWarnsAnew) {
  TestDesk desk("desk.example", warning);
  desk.receive(mail("q@customer.example"));
  resolve(desk);
  live(desk, 4);
  ASSERT_EQ(warnings(desk), 1);
  desk.receive(mail("r@customer.example").answering(desk.last_letter(customer)).saying("It does it again."));
  EXPECT_EQ(state(desk), State::open);
  live(desk, 14);
  EXPECT_EQ(state(desk), State::open);
  EXPECT_EQ(warnings(desk), 1);
  resolve(desk);
  live(desk, 4);
  EXPECT_EQ(warnings(desk), 2);
}

TEST(Closing, AfterADowntimeTheWarningStillComesADayBefore) {
  TestDesk desk("desk.example", warning);
  desk.receive(mail("q@customer.example"));
  resolve(desk);
  desk.pass(20 * 24h);
  while (desk.wake() > 0) {}
  EXPECT_EQ(warnings(desk), 1);
  EXPECT_EQ(state(desk), State::resolved);
  desk.pass(23h);
  desk.wake();
  EXPECT_EQ(state(desk), State::resolved);
  desk.pass(1h);
  desk.wake();
  EXPECT_EQ(state(desk), State::closed);
}

TEST(Closing, TheShippedRulesCloseAfterFiveDaysWithoutAWarning) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  resolve(desk);
  desk.pass(6 * 24h);
  desk.wake();
  EXPECT_EQ(state(desk), State::closed);
  EXPECT_EQ(warnings(desk), 0);
}

TEST(Closing, OfTimeRulesBehindOneThatStopsNoneIsForgotten) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "first"
on = "time"
when = { unanswered_for = "1h" }
then = [ { add_tag = "late" }, { stop = true } ]
[[rule]]
name = "second"
on = "time"
when = { unanswered_for = "1h" }
then = [ { set_priority = "high" } ]
)");
  desk.receive(mail("q@customer.example"));
  desk.pass(1h);
  while (desk.wake() > 0) {}
  EXPECT_EQ(desk.ticket(1).ticket.tags, std::vector<std::string>{"late"});
  EXPECT_EQ(desk.ticket(1).ticket.priority, core::Priority::high);
}

namespace {

/// Open for two hours that begin in two hours, every day, so that it is after hours now.
std::string opening_in_two_hours(std::chrono::system_clock::time_point now) {
  const auto hour = [&](std::chrono::hours later) {
    const auto moment = std::chrono::floor<std::chrono::hours>(now) + later;
    return std::to_string(100 + moment.time_since_epoch() / 1h % 24).substr(1);
  };
  return "[[calendar]]\nname = \"late\"\ntime_zone = \"UTC\"\nhours = [\"daily " + hour(2h) + ":00-" +
         hour(2h) + ":59\"]\n";
}

const std::string next_business_day = R"(
[[rule]]
name = "reopen-on-the-next-business-day"
on = "requester_replied"
when = { state = "resolved", kind = "human", business_hours = false }
then = [ { set_state = "open" }, { snooze = "business_hours" }, { reply_template = "after_hours" }, { stop = true } ]
)";

}  // namespace

TEST(Reopening, AfterHoursItIsAnnouncedAndComesWithTheNextBusinessHours) {
  const auto now = std::chrono::system_clock::now();
  TestDesk desk("desk.example", opening_in_two_hours(now) + next_business_day);
  desk.receive(mail("q@customer.example"));
  resolve(desk);
  desk.receive(mail("r@customer.example").answering(desk.last_letter(customer)).saying("It does it again."));
  EXPECT_EQ(desk.last_letter(customer).kind, LetterKind::after_hours);
  EXPECT_EQ(desk.last_letter(customer).auto_submitted, "auto-generated");
  ASSERT_TRUE(desk.ticket(1).ticket.snoozed_until);
  EXPECT_EQ(desk.wake(), 0U);
  const auto opening = std::chrono::floor<std::chrono::hours>(now) + 2h;
  desk.pass(std::chrono::ceil<std::chrono::milliseconds>(opening + 1min - now));
  desk.wake();
  EXPECT_FALSE(desk.ticket(1).ticket.snoozed_until);
  EXPECT_EQ(state(desk), State::open);
  EXPECT_EQ(desk.last_letter("kim@corp.example").kind, LetterKind::woken);
}

TEST(Snoozing, ARuleSnoozesForATimeAndAReplyEndsIt) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "wait-for-the-part"
on = "field_changed"
when = { tags = "part-ordered" }
then = [ { snooze = "2d" } ]
)");
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "tag", .tags = {"part-ordered"}}));
  EXPECT_TRUE(desk.ticket(1).ticket.snoozed_until);
  const auto snoozed = desk.reader()->tickets({.snoozed = true});
  ASSERT_TRUE(snoozed);
  EXPECT_EQ(snoozed->size(), 1U);
  desk.receive(mail("r@customer.example").answering(desk.last_letter(customer)).saying("Any news?"));
  EXPECT_FALSE(desk.ticket(1).ticket.snoozed_until);
}

TEST(Snoozing, WhatIsResolvedOrClosedSleepsNoMoreAndNobodyIsToldOfIt) {
  for (const auto* action : {"resolve", "close"}) {
    TestDesk desk;
    desk.receive(mail("q@customer.example"));
    ASSERT_TRUE(desk.act({.ticket = {1}, .action = "snooze", .as = "kim", .until = "2d"}));
    ASSERT_TRUE(desk.act({.ticket = {1}, .action = action, .as = "kim"}));
    EXPECT_FALSE(desk.ticket(1).ticket.snoozed_until) << action;
    const auto told = desk.letters("kim@corp.example").size();
    desk.pass(49h);
    desk.wake();
    EXPECT_EQ(desk.letters("kim@corp.example").size(), told) << action;
  }
}

TEST(Snoozing, AResolveThatIsTakenBackPutsTheTicketToSleepAgain) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "snooze", .as = "kim", .until = "2d"}));
  desk.pass(1s);
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "close", .as = "kim"}));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "undo", .as = "kim"}));
  EXPECT_TRUE(desk.ticket(1).ticket.snoozed_until);
}

}  // namespace ticketd::daemon
