// Who gets a ticket, over the whole way of a mail: strategies, absence, routing to other groups.
#include "desk.h"

namespace ticketd::daemon {

using core::EventKind, core::LetterKind, core::State;
using namespace std::chrono_literals;

namespace {

/// Beside kim and lee of cs: yoon and choi of night, who take turns, and a manager.
constexpr auto night = R"(
[[mailbox]]
name = "night"
address = "night@desk.example"
group = "night"
[[group]]
name = "night"
assign = "round_robin"
nobody_available = "manager"
[[agent]]
name = "yoon"
email = "yoon@corp.example"
groups = ["night"]
[[agent]]
name = "choi"
email = "choi@corp.example"
groups = ["night"]
[[agent]]
name = "boss"
email = "boss@corp.example"
role = "manager"
)";

struct Night {
  explicit Night(const std::string& more = {}) : desk("desk.example", night + more) {}
  TestDesk desk;
  int mails = 0;

  core::Trace ask(const std::string& text = "It does not print.",
                  const std::string& from = "park@customer.example") {
    return desk.receive(mail("night" + std::to_string(++mails) + "@customer.example")
                            .from(from)
                            .to("night@desk.example")
                            .saying(text));
  }
  std::string assignee(std::int64_t ticket) { return desk.ticket(ticket).ticket.assignee; }
  std::string group(std::int64_t ticket) { return desk.ticket(ticket).ticket.group; }
  std::size_t letters(const std::string& agent, LetterKind kind) {
    const auto all = desk.letters(agent + "@corp.example");
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& letter) { return letter.kind == kind; }));
  }
  std::size_t events(std::int64_t ticket, EventKind kind) {
    const auto all = desk.ticket(ticket).events;
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& event) { return event.kind == kind; }));
  }
};

bool stands_in(const core::Trace& trace, const std::string& rule, const std::string& answer) {
  return std::any_of(trace.steps.begin(), trace.steps.end(),
                     [&](const auto& step) { return step.rule == rule && step.answer == answer; });
}

}  // namespace

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
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "take", .as = "kim"}));
  ASSERT_TRUE(at.desk.act({.ticket = {2}, .action = "close"}));
  at.desk.say_available("yoon", true);
  EXPECT_EQ(at.desk.wake(), 0U);
  EXPECT_EQ(at.assignee(1), "kim");
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

// ---- routing ----------------------------------------------------------------------------------------------

namespace {

constexpr auto routes = R"(
[routing]
fallback = "기타"
[[group]]
name = "기타"
assign = "agent:boss"
[[mailbox]]
name = "info"
address = "info@desk.example"
[[rule]]
name = "words lead to the night"
on = "created"
when = { words = "밤에" }
then = [ { transfer = "night" } ]
[[rule]]
name = "the tag leads to the night"
on = "field_changed"
when = { tags = "night", not = { group = "night" } }
then = [ { transfer = "night" } ]
)";

}  // namespace

TEST(Routing, AWordSendsANewTicketToItsGroupAndToOneAgentOfIt) {
  Night at(routes);
  at.desk.receive(mail("1@customer.example").saying("프린터가 밤에 꺼집니다."));
  EXPECT_EQ(at.group(1), "night");
  EXPECT_EQ(at.assignee(1), "yoon");
  EXPECT_EQ(at.letters("yoon", LetterKind::new_ticket), 1U);
  EXPECT_TRUE(at.desk.letters("kim@corp.example").empty()) << "the group that it first came to has no part";
}

TEST(Routing, AFieldThatANewTicketComesWithSendsItToItsGroup) {
  Night at(R"(
[[field]]
name = "service"
type = "choice"
choices = ["printing", "housing"]
[[rule]]
name = "housing is the night's"
on = ["created", "field_changed"]
when = { field.service = "housing", not = { group = "night" } }
then = [ { transfer = "night" } ]
)");
  const auto ask_by_hand = [&](const std::string& service) {
    return at.desk.act({.action = "create",
                        .text = "Please help.",
                        .fields = {{"service", service}},
                        .requester = "park@customer.example",
                        .subject = "A question"});
  };
  ASSERT_TRUE(ask_by_hand("housing"));
  EXPECT_EQ(at.group(1), "night");
  EXPECT_EQ(at.assignee(1), "yoon");
  ASSERT_TRUE(ask_by_hand("printing"));
  EXPECT_EQ(at.group(2), "cs");
  ASSERT_TRUE(at.desk.act({.ticket = {2}, .action = "field", .fields = {{"service", "housing"}}}));
  EXPECT_EQ(at.group(2), "night") << "and again when the service changes";
}

TEST(Routing, WhatNothingNamesAGroupForComesToTheFallback) {
  Night at(routes);
  const auto trace = at.desk.receive(mail("1@customer.example").to("info@desk.example"));
  EXPECT_EQ(at.group(1), "기타");
  EXPECT_EQ(at.assignee(1), "boss");
  EXPECT_TRUE(stands_in(trace, "fall-back", "기타"));
  at.desk.receive(mail("2@customer.example").to("info@desk.example").saying("밤에"));
  EXPECT_EQ(at.group(2), "night");
}

TEST(Routing, AChangedServiceSendsTheTicketOn) {
  Night at(routes);
  at.desk.receive(mail("1@customer.example"));
  EXPECT_EQ(at.assignee(1), "kim");
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "tag", .tags = {"night"}}));
  EXPECT_EQ(at.group(1), "night");
  EXPECT_EQ(at.assignee(1), "yoon") << "kim is no member, and the new group finds an agent";
}

TEST(Routing, ATransferFindsAnAgentInItsNewGroup) {
  Night at;
  at.desk.receive(mail("1@customer.example"));
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "transfer", .group = "night"}));
  EXPECT_EQ(at.assignee(1), "yoon");
  EXPECT_EQ(at.letters("yoon", LetterKind::new_ticket), 1U);
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "transfer", .agent = "lee", .group = "cs"}));
  EXPECT_EQ(at.assignee(1), "lee");
}

TEST(Routing, WhoGetsATicketWithAGroupIsOfThatGroup) {
  Night at;
  at.desk.receive(mail("1@customer.example"));
  EXPECT_FALSE(at.desk.act({.ticket = {1}, .action = "transfer", .agent = "lee", .group = "night"}));
  EXPECT_FALSE(at.desk.act({.ticket = {1}, .action = "take", .as = "kim", .group = "night"}));
  EXPECT_EQ(at.group(1), "cs");
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "take", .as = "yoon", .group = "night"}));
  EXPECT_EQ(at.group(1), "night");
  EXPECT_EQ(at.assignee(1), "yoon");
}

// ---- absence ----------------------------------------------------------------------------------------------

TEST(Absence, ACustomersReplyIsToldToAnAbsentAssigneeUnlessTheGroupReassigns) {
  Night at;
  at.ask();
  at.desk.say_available("yoon", false);
  at.desk.receive(mail("r@customer.example").to("night@desk.example").citing("night1@customer.example"));
  EXPECT_EQ(at.assignee(1), "yoon");
  EXPECT_EQ(at.letters("yoon", LetterKind::customer_reply), 1U);
}

TEST(Absence, WhereTheGroupReassignsSomebodyElseTakesOver) {
  TestDesk desk("desk.example", R"(
[[group]]
name = "quick"
assign = "round_robin"
when_away = "reassign"
[[mailbox]]
name = "quick"
address = "quick@desk.example"
group = "quick"
[[agent]]
name = "seo"
email = "seo@corp.example"
groups = ["quick"]
[[agent]]
name = "yang"
email = "yang@corp.example"
groups = ["quick"]
)");
  desk.receive(mail("1@customer.example").to("quick@desk.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "seo");
  desk.say_available("seo", false);
  desk.receive(mail("2@customer.example").to("quick@desk.example").citing("1@customer.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "yang");
  EXPECT_EQ(desk.last_letter("yang@corp.example").kind, LetterKind::customer_reply);
  desk.say_available("yang", false);
  desk.receive(mail("3@customer.example").to("quick@desk.example").citing("1@customer.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "yang") << "nobody could take over: it stays, and yang is told";
  EXPECT_EQ(desk.letters("yang@corp.example").size(), 2U);
}

namespace {

bool is_away(TestDesk& desk, const std::string& agent, std::chrono::milliseconds in = 0ms) {
  return desk.reader()->desk_state().value().is_away(agent, desk.now() + in);
}

}  // namespace

TEST(Absence, AnAgentSaysItInTheAnswerToAnyMailOfOurs) {
  TestDesk desk;
  desk.receive(mail("1@customer.example"));
  const auto told = desk.last_letter("kim@corp.example");
  desk.receive(mail("a@corp.example").answering(told).proven().saying("#away"));
  EXPECT_TRUE(is_away(desk, "kim", 900h));
  desk.receive(mail("b@corp.example").answering(told).proven().saying("#복귀"));
  EXPECT_FALSE(is_away(desk, "kim"));
  desk.receive(mail("c@corp.example").answering(told).proven().saying("#부재 3일"));
  EXPECT_TRUE(is_away(desk, "kim", 71h));
  EXPECT_FALSE(is_away(desk, "kim", 73h)) << "the absence ends by itself";
  EXPECT_EQ(desk.last_letter("kim@corp.example").kind, LetterKind::command_result);
}

TEST(Absence, AMailOfItsOwnIsKeptOnAClosedTicketAndAnswered) {
  TestDesk desk;
  const auto trace =
      desk.receive(mail("1@corp.example").from("kim@corp.example").proven().saying("#away 2d"));
  EXPECT_TRUE(is_away(desk, "kim"));
  ASSERT_TRUE(trace.ticket);
  EXPECT_EQ(desk.ticket(trace.ticket->value).ticket.state, State::closed);
  ASSERT_EQ(desk.letters().size(), 1U);
  EXPECT_EQ(desk.letters().front().kind, LetterKind::command_result);
  EXPECT_EQ(desk.letters().front().to.address, "kim@corp.example");
  desk.receive(mail("2@corp.example").from("kim@corp.example").proven().saying("#back"));
  EXPECT_FALSE(is_away(desk, "kim"));
}

TEST(Absence, NobodySaysItInAnothersName) {
  TestDesk desk;
  desk.receive(mail("1@corp.example").from("kim@corp.example").saying("#away"));
  desk.receive(mail("2@corp.example").from("kim@corp.example").failed().saying("#away"));
  desk.receive(mail("3@customer.example").proven().saying("#away"));
  EXPECT_FALSE(is_away(desk, "kim"));
  EXPECT_TRUE(desk.reader()->desk_state().value().away.empty());
}

TEST(Absence, ARepeatedMailDoesNotSendAnAgentAwayAgain) {
  TestDesk desk;
  desk.receive(mail("1@corp.example").from("kim@corp.example").proven().saying("#away"));
  desk.receive(mail("2@corp.example").from("kim@corp.example").proven().saying("#back"));
  desk.receive(mail("1@corp.example")
                   .from("kim@corp.example")
                   .proven()
                   .head("X-Again: yes")
                   .saying("#away")
                   .about("x"));
  EXPECT_FALSE(is_away(desk, "kim"));
}

TEST(Absence, ATimeThatIsNoneIsToldAndNothingHappens) {
  TestDesk desk;
  desk.receive(mail("1@corp.example").from("kim@corp.example").proven().saying("#away 2001-01-01"));
  EXPECT_FALSE(is_away(desk, "kim"));
  const auto result = desk.letter_with_words("kim@corp.example", LetterKind::command_result);
  EXPECT_NE(result.variables.at("problems").find("#away 2001-01-01"), std::string::npos);
}

TEST(Absence, AgentsSayItOfThemselvesAndManagersOfEverybody) {
  TestDesk desk("desk.example", night);
  const auto say = [&](const char* who, const char* of, bool available) {
    auto next = config::parse_desk(std::string(R"([[group]]
name = "cs"
)") + night,
                                   "/desk.toml")
                    .value();
    next.agents.push_back({.name = "kim", .display_name = {}, .email = "kim@corp.example", .groups = {}});
    return core::set_availability({of, available, {}},
                                  core::with_api_token("shop", core::ApiScope::write, next.agent_named(who)),
                                  next, desk.now());
  };
  EXPECT_TRUE(say("kim", "kim", false));
  EXPECT_FALSE(say("kim", "yoon", false));
  EXPECT_TRUE(say("boss", "yoon", false));
  EXPECT_FALSE(say("boss", "nobody", false));
  EXPECT_FALSE(core::set_availability({"kim", false, {}}, core::with_api_token("shop", core::ApiScope::read),
                                      config::parse_desk(night, "/desk.toml").value(), desk.now()));
}

}  // namespace ticketd::daemon
