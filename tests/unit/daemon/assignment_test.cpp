// Who gets a ticket, over the whole way of a mail: strategies, and what waits for somebody.
#include "night_desk.h"

namespace ticketd::daemon {

using core::EventKind, core::LetterKind;
using namespace std::chrono_literals;

TEST(Assignment, TurnsGoRoundAndAreRememberedByTheStore) {
  Night at;
  for (int i = 0; i < 3; ++i) at.ask();
  EXPECT_EQ(at.assignee(1), "yoon");
  EXPECT_EQ(at.assignee(2), "choi");
  EXPECT_EQ(at.assignee(3), "yoon");
}

TEST(Assignment, WithNobodyAvailableATicketStaysUnassignedAndSaysSo) {
  Night at;
  at.desk.say_available("yoon", false);
  at.desk.say_available("choi", false);
  const auto trace = at.ask();
  EXPECT_EQ(at.assignee(1), "");
  EXPECT_TRUE(stands_in(trace, "assign", "nobody is available"));
  EXPECT_EQ(at.events(1, EventKind::unassigned), 1U);
  EXPECT_EQ(at.letters("boss", LetterKind::unassigned), 1U);
  at.desk.wake();
  at.desk.receive(mail("again@customer.example").to("night@desk.example").citing("night1@customer.example"));
  EXPECT_EQ(at.letters("boss", LetterKind::unassigned), 1U) << "once for the ticket, not for each mail";
}

TEST(Assignment, WhoComesBackIsGivenWhatWaited) {
  Night at;
  at.desk.say_available("yoon", false);
  at.desk.say_available("choi", false);
  at.ask();
  at.ask();
  EXPECT_EQ(at.desk.wake(), 0U) << "nothing is due while nobody is there";
  at.desk.say_available("choi", true);
  EXPECT_EQ(at.desk.wake(), 2U);
  EXPECT_EQ(at.assignee(1), "choi");
  EXPECT_EQ(at.assignee(2), "choi");
  EXPECT_EQ(at.letters("choi", LetterKind::new_ticket), 2U);
  EXPECT_EQ(at.desk.wake(), 0U);
}

TEST(Assignment, AnAbsenceThatEndsWakesWhatWaited) {
  Night at;
  at.desk.say_available("yoon", false, at.desk.now() + 2h);
  at.desk.say_available("choi", false);
  at.ask();
  at.desk.pass(119min);
  EXPECT_EQ(at.desk.wake(), 0U);
  at.desk.pass(1min);
  EXPECT_EQ(at.desk.wake(), 1U);
  EXPECT_EQ(at.assignee(1), "yoon");
}

TEST(Assignment, WorkingHoursThatBeginWakeWhatWaited) {
  Night at(R"(
[[calendar]]
name = "noon"
time_zone = "UTC"
hours = ["daily 12:00-13:00"]
[[group]]
name = "lunch"
assign = "least_loaded"
[[mailbox]]
name = "lunch"
address = "lunch@desk.example"
group = "lunch"
[[agent]]
name = "seo"
email = "seo@corp.example"
groups = ["lunch"]
calendar = "noon"
)");
  const auto time_of_day = at.desk.now() - std::chrono::floor<std::chrono::days>(at.desk.now());
  at.desk.pass(24h - time_of_day);  // midnight
  at.desk.receive(mail("q@customer.example").to("lunch@desk.example"));
  EXPECT_EQ(at.assignee(1), "");
  at.desk.pass(12h - 1min);
  at.desk.wake();
  EXPECT_EQ(at.assignee(1), "");
  at.desk.pass(2min);
  at.desk.wake();
  EXPECT_EQ(at.assignee(1), "seo");
}

TEST(Assignment, WhoHasEnoughGetsTheNextWhenOneIsDone) {
  Night at(R"(
[[group]]
name = "small"
assign = "least_loaded"
[[mailbox]]
name = "small"
address = "small@desk.example"
group = "small"
[[agent]]
name = "seo"
email = "seo@corp.example"
groups = ["small"]
max_open = 1
)");
  at.desk.receive(mail("1@customer.example").to("small@desk.example"));
  at.desk.receive(mail("2@customer.example").to("small@desk.example"));
  EXPECT_EQ(at.assignee(1), "seo");
  EXPECT_EQ(at.assignee(2), "");
  at.desk.wake();
  EXPECT_EQ(at.assignee(2), "");
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "resolve", .as = "seo"}));
  at.desk.wake();
  EXPECT_EQ(at.assignee(2), "seo");
}

TEST(Assignment, AWaitingTicketThatAPersonTakesOrClosesWaitsNoMore) {
  Night at;
  at.desk.say_available("yoon", false);
  at.desk.say_available("choi", false);
  at.ask();
  at.ask();
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "take", .as = "choi"}));
  ASSERT_TRUE(at.desk.act({.ticket = {2}, .action = "close"}));
  at.desk.say_available("yoon", true);
  EXPECT_EQ(at.desk.wake(), 0U);
  EXPECT_EQ(at.assignee(1), "choi");
  EXPECT_EQ(at.assignee(2), "");
}

TEST(Assignment, ATicketThatWaitsIsLookedAtAgainUnderANewDesk) {
  Night at;
  for (const auto* agent : {"yoon", "choi"}) at.desk.say_available(agent, false);
  at.ask();
  EXPECT_EQ(at.assignee(1), "");
  std::string next = night;
  const std::string turns = "assign = \"round_robin\"";
  at.desk.apply_desk(next.replace(next.find(turns), turns.size(), "assign = \"agent:boss\""));
  at.desk.wake();
  EXPECT_EQ(at.assignee(1), "boss");
  EXPECT_EQ(at.letters("boss", LetterKind::new_ticket), 1U);
}

TEST(Assignment, ATicketWaitsNoMoreWhereTheNewDeskLeavesItToPeople) {
  Night at;
  for (const auto* agent : {"yoon", "choi"}) at.desk.say_available(agent, false);
  at.ask();
  std::string next = night;
  const std::string turns = "assign = \"round_robin\"";
  at.desk.apply_desk(next.replace(next.find(turns), turns.size(), "assign = \"none\""));
  at.desk.wake();
  EXPECT_TRUE(at.desk.ticket(1).ticket.clocks.assign_by.empty());
  at.desk.say_available("yoon", true);
  at.desk.wake();
  EXPECT_EQ(at.assignee(1), "");
}

TEST(Assignment, AReturningCustomerFindsTheLastAgent) {
  TestDesk desk("desk.example", R"(
[[group]]
name = "personal"
assign = ["sticky", "agent:kim"]
[[mailbox]]
name = "personal"
address = "personal@desk.example"
group = "personal"
[[agent]]
name = "seo"
email = "seo@corp.example"
groups = ["personal"]
)");
  desk.receive(mail("1@customer.example").to("personal@desk.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "kim") << "nobody knows them yet";
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "assign", .agent = "seo"}));
  desk.receive(mail("2@customer.example").from("Park@Customer.example").to("personal@desk.example"));
  EXPECT_EQ(desk.ticket(2).ticket.assignee, "seo");
  desk.receive(mail("3@customer.example").from("other@customer.example").to("personal@desk.example"));
  EXPECT_EQ(desk.ticket(3).ticket.assignee, "kim");
  const auto made = desk.act({.action = "create",
                              .text = "By phone.",
                              .mailbox = "personal",
                              .requester = "park@customer.example",
                              .subject = "again"});
  EXPECT_EQ(desk.ticket(made.value().value).ticket.assignee, "seo");
}

TEST(Assignment, ATagOfARuleFindsWhoeverKnowsIt) {
  TestDesk desk("desk.example", R"(
[[group]]
name = "experts"
assign = "skill"
[[mailbox]]
name = "experts"
address = "experts@desk.example"
group = "experts"
[[agent]]
name = "seo"
email = "seo@corp.example"
groups = ["experts"]
[[agent]]
name = "yang"
email = "yang@corp.example"
groups = ["experts"]
skills = ["프린터"]
[[rule]]
name = "printers"
on = "created"
when = { words = "print" }
then = [ { add_tag = "프린터" } ]
)");
  desk.receive(mail("1@customer.example").to("experts@desk.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "yang");
}

TEST(Assignment, ARuleMayLookForAnAgentAsAGroupDoes) {
  Night at(R"(
[[rule]]
name = "yoon first"
on = "created"
when = { subject = "printer" }
then = [ { assign = ["agent:yoon", "agent:boss"] } ]
)");
  at.ask();
  EXPECT_EQ(at.assignee(1), "yoon");
  at.desk.say_available("yoon", false);
  at.ask();
  EXPECT_EQ(at.assignee(2), "boss");
  at.desk.say_available("boss", false);
  const auto trace = at.ask();
  EXPECT_EQ(at.assignee(3), "") << "the group's own strategy does not overrule the rule";
  EXPECT_TRUE(stands_in(trace, "assign", "nobody is available"));
  at.desk.say_available("boss", true);
  at.desk.wake();
  EXPECT_EQ(at.assignee(3), "boss");
}

}  // namespace ticketd::daemon
