// What time does to a desk: promises, rules of time and calendars, over hours and weeks that pass in a
// moment.
#include "desk.h"

namespace ticketd::daemon {

using core::LetterKind, core::State;
using namespace std::chrono_literals;

namespace {

std::vector<LetterKind> kinds(const std::vector<core::Letter>& letters) {
  std::vector<LetterKind> found;
  for (const auto& letter : letters) found.push_back(letter.kind);
  return found;
}

constexpr auto boss = R"(
[[agent]]
name = "boss"
email = "boss@corp.example"
groups = ["cs"]
role = "manager"
)";

constexpr auto half_an_hour = R"(
[[sla]]
name = "plant"
first_response = "30m"
warn_before = "10m"
escalate = [ { after = "30m", notify = "manager" } ]
)";

const std::string promised = std::string(boss) + half_an_hour;

}  // namespace

TEST(Clocks, AnUnansweredTicketWarnsBreaksAndEscalatesOnce) {
  TestDesk desk("desk.example", promised);
  desk.receive(mail("q@customer.example"));
  desk.pass(19min);
  EXPECT_EQ(desk.wake(), 0U);
  desk.pass(1min);
  EXPECT_EQ(desk.wake(), 1U);
  EXPECT_EQ(kinds(desk.letters("kim@corp.example")),
            (std::vector{LetterKind::new_ticket, LetterKind::sla_warning}));
  desk.pass(10min);
  desk.wake();
  EXPECT_EQ(desk.last_letter("kim@corp.example").kind, LetterKind::sla_breached);
  EXPECT_TRUE(desk.letters("boss@corp.example").empty());
  desk.pass(30min);
  desk.wake();
  EXPECT_EQ(kinds(desk.letters("boss@corp.example")), std::vector{LetterKind::sla_breached});
  desk.pass(240h);
  EXPECT_EQ(desk.wake(), 0U) << "nothing is due any more";
}

TEST(Clocks, ARuleOfTimeThatActsWhenAPromiseBreaksTellsOfItself) {
  TestDesk desk("desk.example", promised + R"(
[[rule]]
name = "half an hour"
on = "time"
when = { state = "open", unanswered_for = "30m" }
then = [ { notify = "manager" } ]
)");
  desk.receive(mail("q@customer.example"));
  desk.pass(30min);
  desk.wake();
  const auto told = desk.letter_with_words("boss@corp.example", LetterKind::customer_reply);
  EXPECT_EQ(told.variables.at("rule"), "half an hour");
  EXPECT_EQ(desk.last_letter("kim@corp.example").kind, LetterKind::sla_breached);
}

TEST(Clocks, WhatFollowsFromABrokenPromiseIsToldWithThePromise) {
  TestDesk desk("desk.example", promised + R"(
[[rule]]
name = "urgent when broken"
on = "sla_breached"
then = [ { set_priority = "urgent" } ]
[[rule]]
name = "tell of urgent ones"
on = "field_changed"
when = { priority = "urgent" }
then = [ { notify = "manager" } ]
)");
  desk.receive(mail("q@customer.example"));
  desk.pass(30min);
  desk.wake();
  const auto told = desk.letter_with_words("boss@corp.example", LetterKind::sla_breached);
  EXPECT_EQ(told.variables.at("target"), "first_response");
  EXPECT_FALSE(told.variables.at("due").empty());
}

TEST(Clocks, AnAnswerInTimeKeepsThePromise) {
  TestDesk desk("desk.example", promised);
  desk.receive(mail("q@customer.example"));
  desk.pass(5min);
  desk.receive(
      mail("a@corp.example").answering(desk.last_letter("kim@corp.example")).proven().saying("Soon."));
  desk.pass(1h);
  EXPECT_EQ(desk.wake(), 0U);
  EXPECT_EQ(kinds(desk.letters("kim@corp.example")), std::vector{LetterKind::new_ticket});
}

TEST(Clocks, AfterADowntimeWhatFellDueIsDoneLateAndOnce) {
  TestDesk desk("desk.example", promised);
  desk.receive(mail("q@customer.example"));
  EXPECT_EQ(desk.wake(), 0U);
  desk.pass(72h);
  EXPECT_EQ(desk.wake(), 1U);
  EXPECT_EQ(desk.wake(), 0U);
  EXPECT_EQ(kinds(desk.letters("kim@corp.example")),
            (std::vector{LetterKind::new_ticket, LetterKind::sla_breached}));
  EXPECT_EQ(kinds(desk.letters("boss@corp.example")), std::vector{LetterKind::sla_breached});
}

TEST(Clocks, ATicketOnHoldIsRemindedOfOncePerHold) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "remind"
on = "time"
when = { state = "on_hold", since_last_interaction = "3d" }
then = [ { notify = "assignee" } ]
)");
  desk.receive(mail("q@customer.example"));
  const auto told = [&] { return desk.letters("kim@corp.example").size(); };
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "hold", .as = "kim", .text = "We wait for a part."}));
  desk.pass(71h);
  EXPECT_EQ(desk.wake(), 0U);
  const auto before = told();
  desk.pass(1h);
  EXPECT_EQ(desk.wake(), 1U);
  EXPECT_EQ(told(), before + 1);
  const auto letter = desk.letter_with_words("kim@corp.example", LetterKind::customer_reply);
  EXPECT_EQ(letter.variables.at("rule"), "remind") << "no mail came: the letter says why it was written";
  desk.pass(2000h);
  EXPECT_EQ(desk.wake(), 0U);
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "reopen", .as = "kim"}));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "hold", .as = "kim", .text = "And for another."}));
  desk.pass(72h);
  EXPECT_EQ(desk.wake(), 1U);
}

TEST(Clocks, RulesThatSetEachOtherOffComeToAnEnd) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "there"
on = "time"
when = { state = "open", unanswered_for = "1h" }
then = [ { set_state = "pending" } ]
[[rule]]
name = "back"
on = "time"
when = { state = "pending", unanswered_for = "1h" }
then = [ { set_state = "open" } ]
)");
  desk.receive(mail("q@customer.example"));
  desk.pass(1h);
  std::size_t rounds = 0;
  while (desk.wake() > 0 && rounds < 100) ++rounds;
  EXPECT_LT(rounds, 30U);
  const auto& events = desk.ticket(1).events;
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const core::Event& event) {
    return event.kind == core::EventKind::rule && event.to.starts_with("time rules stopped");
  }));
}

TEST(Clocks, ANewDeskIsFollowedByTicketsThatWaitAlready) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  desk.wake();
  desk.pass(1h);
  desk.apply_desk(half_an_hour);
  desk.wake();
  EXPECT_EQ(desk.last_letter("kim@corp.example").kind, LetterKind::sla_breached);
}

TEST(Clocks, AfterHoursATicketWaitsForTheNextBusinessDay) {
  const auto now = std::chrono::system_clock::now();
  const auto opening = std::chrono::floor<std::chrono::hours>(now) + 2h;
  const auto hour = std::to_string(100 + opening.time_since_epoch() / 1h % 24).substr(1);
  TestDesk desk("desk.example", R"(
[[calendar]]
name = "opens-in-two-hours"
time_zone = "UTC"
hours = ["daily )" + hour + ":00-" + hour +
                                    R"(:59"]
[[rule]]
name = "after-hours"
on = "created"
when = { business_hours = false }
then = [ { add_tag = "after-hours" }, { set_state = "pending" } ]
[[rule]]
name = "next-business-day"
on = "time"
when = { tags = "after-hours", business_hours = true }
then = [ { remove_tag = "after-hours" }, { set_state = "open" } ]
)");
  desk.receive(mail("q@customer.example"));
  ASSERT_EQ(desk.ticket(1).ticket.state, State::pending);
  desk.wake();
  desk.pass(std::chrono::ceil<std::chrono::milliseconds>(opening + 1min - now));
  EXPECT_EQ(desk.wake(), 1U);
  EXPECT_EQ(desk.ticket(1).ticket.state, State::open);
}

}  // namespace ticketd::daemon
