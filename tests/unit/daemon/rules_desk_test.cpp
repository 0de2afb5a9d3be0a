// What rules do to a whole desk: every action, what they set off in turn, what is told and what is not.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using core::EventKind, core::LetterKind, core::State;
using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;
using namespace std::chrono_literals;

namespace {

/// The history as "what by whom", of one kind of event, without what the shipped rules told agents.
std::vector<std::string> history(TestDesk& desk, EventKind kind, std::int64_t ticket = 1) {
  std::vector<std::string> found;
  for (const auto& event : desk.ticket(ticket).events)
    if (event.kind == kind && !event.by.starts_with("rule:tell-of-"))
      found.push_back(event.to + " by " + event.by);
  return found;
}

std::vector<LetterKind> kinds(const std::vector<core::Letter>& letters) {
  std::vector<LetterKind> found;
  for (const auto& letter : letters) found.push_back(letter.kind);
  return found;
}

constexpr auto boss = R"(
[[agent]]
name = "boss"
email = "boss@corp.example"
role = "manager"
)";

constexpr auto order_field = R"(
[[field]]
name = "order"
[[field]]
name = "topic"
type = "choice"
choices = ["refund", "exchange"]
)";

}  // namespace

TEST(RulesAtADesk, WhatARuleChangesSetsOffOthersAndStandsInTheHistory) {
  TestDesk desk("desk.example", std::string(boss) + R"(
[[rule]]
name = "urgent"
on = "created"
when = { words = "fire" }
then = [ { set_priority = "urgent" } ]
[[rule]]
name = "urgent-is-the-managers"
on = "field_changed"
when = { priority = "urgent" }
then = [ { assign = "boss" }, { add_tag = "burning" } ]
[[rule]]
name = "told"
on = "assigned"
when = { assignee = "boss" }
then = [ { note = "The manager has it." } ]
)");
  const auto trace = desk.receive(mail("q@customer.example").saying("The printer is on fire."));
  const auto ticket = desk.ticket(1).ticket;
  EXPECT_EQ(ticket.assignee, "boss");
  EXPECT_THAT(ticket.tags, ElementsAre("burning"));
  EXPECT_THAT(
      history(desk, EventKind::rule),
      ElementsAre("set_priority urgent by rule:urgent",
                  "assign agent:boss, add_tag burning by rule:urgent-is-the-managers", "note by rule:told"));
  const auto tried = [&](const std::string& rule) {
    return std::count_if(trace.steps.begin(), trace.steps.end(),
                         [&](const auto& step) { return step.rule == rule && step.answer == "yes"; });
  };
  EXPECT_EQ(tried("rule:told"), 1);
}

TEST(RulesAtADesk, AComplaintNeverLowersThePriorityThatAnotherRuleSet) {
  TestDesk desk("desk.example", R"(
[rules]
shipped = true
[[rule]]
name = "line-down"
on = "created"
when = { subject = "line down" }
then = [ { set_priority = "urgent" } ]
)");
  const auto complaint = [](std::string id) {
    return mail(std::move(id)).saying("This is unacceptable, I am very angry. I want my money back!");
  };
  desk.receive(complaint("a@customer.example").about("line down"));
  EXPECT_EQ(desk.ticket(1).ticket.priority, core::Priority::urgent);
  EXPECT_THAT(desk.ticket(1).ticket.tags, Contains("complaint")) << "the rule acted all the same";
  desk.receive(complaint("b@customer.example").about("an invoice"));
  EXPECT_EQ(desk.ticket(2).ticket.priority, core::Priority::high);
}

TEST(RulesAtADesk, NoRuleSetsOffItselfAndAChainEnds) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "there"
on = ["created", "field_changed"]
then = [ { remove_tag = "b" }, { add_tag = "a" } ]
[[rule]]
name = "back"
on = "field_changed"
then = [ { remove_tag = "a" }, { add_tag = "b" } ]
)");
  desk.receive(mail("q@customer.example"));
  EXPECT_THAT(history(desk, EventKind::rule),
              ElementsAre("remove_tag b, add_tag a by rule:there", "remove_tag a, add_tag b by rule:back"));
}

TEST(RulesAtADesk, ALongChainIsCutAndSaidSo) {
  std::string rules;
  for (int i = 0; i < 15; ++i)
    rules += "[[rule]]\nname = \"step-" + std::to_string(i) + "\"\non = [\"created\", \"field_changed\"]\n" +
             "when = { " +
             (i == 0 ? "not = { tags = \"t0\" }" : "tags = \"t" + std::to_string(i - 1) + "\"") +
             " }\nthen = [ { add_tag = \"t" + std::to_string(i) + "\" } ]\n";
  TestDesk desk("desk.example", rules);
  const auto trace = desk.receive(mail("q@customer.example"));
  EXPECT_LT(desk.ticket(1).ticket.tags.size(), 15U);
  EXPECT_THAT(history(desk, EventKind::rule), Contains(HasSubstr("too often by system")));
  EXPECT_TRUE(std::any_of(trace.steps.begin(), trace.steps.end(), [](const auto& step) {
    return step.rule == "chain of rules" && step.answer == "stopped";
  }));
}

TEST(RulesAtADesk, VipAndCompanyDecideFromTheFirstMailOn) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "vip"
on = "created"
when = { vip = true, company = "Big Corp" }
then = [ { set_priority = "high" } ]
)");
  core::Company company{.name = "Big Corp", .domains = {"big.example"}, .vip = true};
  desk.know({core::change::SaveCompany{company}});
  desk.receive(mail("a@big.example").from("park@big.example"));
  desk.receive(mail("b@small.example").from("lee@small.example"));
  EXPECT_EQ(desk.ticket(1).ticket.priority, core::Priority::high);
  EXPECT_EQ(desk.ticket(2).ticket.priority, core::Priority::normal);
}

TEST(RulesAtADesk, FieldsAreSetByRulesPeopleAndTheApi) {
  TestDesk desk("desk.example", std::string(order_field) + R"(
[[rule]]
name = "refund"
on = "created"
when = { words = "환불" }
then = [ { set_field = { topic = "refund" } } ]
[[rule]]
name = "to-lee"
on = "field_changed"
when = { field.topic = "exchange" }
then = [ { assign = "lee" } ]
)");
  desk.receive(mail("q@customer.example").saying("환불해 주세요."));
  EXPECT_EQ(desk.ticket(1).ticket.fields.at("topic"), "refund");
  ASSERT_TRUE(desk.act({.ticket = {1},
                        .action = "field",
                        .as = "kim",
                        .fields = {{"order", " A-17 "}, {"topic", "EXCHANGE"}}}));
  EXPECT_EQ(desk.ticket(1).ticket.fields, (core::FieldValues{{"order", "A-17"}, {"topic", "exchange"}}));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "lee");
  EXPECT_THAT(history(desk, EventKind::field),
              ElementsAre("topic: refund by rule:refund", "order: A-17 by agent:kim",
                          "topic: exchange by agent:kim"));
  const auto wrong = desk.act({.ticket = {1}, .action = "field", .fields = {{"topic", "other"}}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().detail, "field \"topic\" is refund or exchange, not \"other\"");
  EXPECT_FALSE(desk.act({.ticket = {1}, .action = "field", .fields = {{"size", "xl"}}}));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "field", .fields = {{"order", ""}}}));
  EXPECT_FALSE(desk.ticket(1).ticket.fields.contains("order"));
  const auto made = desk.act({.action = "create",
                              .text = "전화로 문의",
                              .fields = {{"topic", "refund"}},
                              .requester = "lee@customer.example",
                              .subject = "교환",
                              .channel = "phone"});
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(desk.ticket(2).ticket.fields.at("topic"), "refund");
}

TEST(RulesAtADesk, WordsCountInTicketsThatAreMadeByHandToo) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "refund"
on = "created"
when = { words = "환불", channel = "phone" }
then = [ { add_tag = "refund" } ]
)");
  ASSERT_TRUE(desk.act({.action = "create",
                        .text = "환불을 원하심",
                        .requester = "lee@customer.example",
                        .subject = "전화",
                        .channel = "phone"}));
  EXPECT_THAT(desk.ticket(1).ticket.tags, ElementsAre("refund"));
}

TEST(RulesAtADesk, TheRequesterIsToldInTheWordsOfTheDesk) {
  TestDesk desk("desk.example", std::string(order_field) + R"toml(
[[template]]
name = "sorry"
language = "ko"
text = "{{requester_name}}님, 죄송합니다. ({{ticket}}, {{field.order}})"
html = "<b>{{requester_name}}</b>님, 죄송합니다."
[[rule]]
name = "sorry"
on = "created"
when = { mood = "complaint" }
then = [ { set_field = { order = "A-17" } }, { notify = "requester", template = "sorry" } ]
)toml");
  desk.receive(mail("q@customer.example")
                   .from("\"<script>Park\" <park@customer.example>")
                   .cc("lee@customer.example")
                   .saying("정말 최악입니다. 당장 환불해 주세요."));
  const auto letter = desk.letter_with_words("park@customer.example", LetterKind::public_reply);
  EXPECT_EQ(letter.auto_submitted, "auto-generated");
  EXPECT_THAT(letter.variables.at("text"), HasSubstr("죄송합니다. (1, A-17)"));
  EXPECT_THAT(letter.html, testing::StartsWith("<b>&lt;script&gt;Park</b>"));
  EXPECT_THAT(desk.letters("lee@customer.example"), IsEmpty()) << "the requester alone is told";
  const auto& entries = desk.ticket(1).entries;
  EXPECT_EQ(entries.back().entry.kind, core::EntryKind::automatic);
  EXPECT_EQ(entries.back().entry.visibility, core::Visibility::public_) << "an interaction";
}

TEST(RulesAtADesk, NoRuleAnswersAMachineOrAnUnprovenAuthor) {
  constexpr auto answer = R"(
[[template]]
name = "hello"
text = "Hello."
[[rule]]
name = "hello"
on = "created"
then = [ { reply_template = "hello" }, { forward = ["helper@outside.example"] } ]
)";
  TestDesk desk("desk.example", answer);
  desk.receive(mail("a@customer.example").failed());
  desk.receive(mail("b@customer.example").head("Auto-Submitted: auto-generated"));
  EXPECT_THAT(desk.letters("park@customer.example"), IsEmpty());
  EXPECT_THAT(desk.letters("helper@outside.example"), IsEmpty());
  desk.receive(mail("c@customer.example").from("lee@customer.example"));
  EXPECT_THAT(kinds(desk.letters("lee@customer.example")), Contains(LetterKind::public_reply));
}

TEST(RulesAtADesk, AnAnswerThatGoesToNobodyDoesNotStandAsSaid) {
  constexpr auto answer = R"(
[[template]]
name = "hello"
text = "Hello."
[[rule]]
name = "hello"
on = "created"
then = [ { reply_template = "hello" } ]
)";
  TestDesk another("desk.example", answer);
  ASSERT_TRUE(another.act({.action = "create",
                           .text = "Please look into this.",
                           .requester = "park@customer.example",
                           .subject = "printer",
                           .channel = "escalation"}));
  EXPECT_EQ(another.ticket(1).entries.size(), 1U) << "another desk's ticket writes to nobody outside";
  EXPECT_EQ(another.ticket(1).ticket.interactions, 1);

  TestDesk flooded("desk.example", answer);
  for (int i = 0; i < 61; ++i) {
    const auto name = "c" + std::to_string(i) + "@customer.example";
    flooded.receive(mail("of-" + name).from(name));
  }
  EXPECT_EQ(flooded.ticket(1).entries.size(), 2U);
  EXPECT_THAT(flooded.letters("c60@customer.example"), IsEmpty()) << "too many in a minute";
  EXPECT_EQ(flooded.ticket(61).entries.size(), 1U);
  EXPECT_EQ(flooded.ticket(61).ticket.interactions, 1);
  EXPECT_THAT(history(flooded, EventKind::breaker, 61), testing::Not(IsEmpty())) << "the history says why";
}

TEST(RulesAtADesk, AForwardByARuleIsAutomaticAndItsAnswersStayPrivate) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "to-the-maker"
on = "created"
when = { words = "warranty" }
then = [ { forward = ["maker@outside.example"], text = "Is this under warranty?" } ]
)");
  desk.receive(mail("q@customer.example").saying("The warranty of my printer?"));
  const auto forward = desk.letter_with_words("maker@outside.example", LetterKind::forward);
  EXPECT_EQ(forward.auto_submitted, "auto-generated");
  EXPECT_THAT(forward.variables.at("original_text"), HasSubstr("The warranty of my printer?"));
  EXPECT_EQ(forward.variables.at("comment"), "Is this under warranty?");
  desk.receive(mail("a@outside.example").answering(forward).saying("Yes, until March."));
  EXPECT_EQ(desk.ticket(1).entries.back().entry.visibility, core::Visibility::private_);
}

TEST(RulesAtADesk, AgentsAreToldInTheWordsOfTheDesk) {
  TestDesk desk("desk.example", std::string(boss) + R"(
[[template]]
name = "late"
text = "#{{ticket}} waits: {{subject}}"
[[rule]]
name = "late"
on = "time"
when = { state = "open", unanswered_for = "30m" }
then = [ { notify = "manager", template = "late" }, { notify = "group" } ]
)");
  desk.receive(mail("q@customer.example"));
  EXPECT_EQ(desk.wake(), 0U);
  desk.pass(30min);
  EXPECT_EQ(desk.wake(), 1U);
  const auto notice = desk.letter_with_words("boss@corp.example", LetterKind::rule_notice);
  EXPECT_EQ(notice.variables.at("text"), "#1 waits: printer");
  EXPECT_THAT(desk.bytes_of(notice), HasSubstr("Auto-Submitted: auto-generated"));
  EXPECT_THAT(kinds(desk.letters("lee@corp.example")), ElementsAre(LetterKind::customer_reply));
  EXPECT_EQ(desk.wake(), 0U);
  desk.receive(mail("a@corp.example").answering(notice).proven().saying("I look at it."));
  EXPECT_EQ(desk.ticket(1).entries.back().entry.visibility, core::Visibility::private_);
}

TEST(RulesAtADesk, ASnoozedTicketComesBackByItself) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "later"
on = "created"
when = { subject = "no hurry" }
then = [ { snooze = "2d" } ]
)");
  desk.receive(mail("q@customer.example").about("No hurry: a question"));
  ASSERT_TRUE(desk.ticket(1).ticket.snoozed_until.has_value());
  EXPECT_EQ(desk.wake(), 0U);
  desk.pass(48h);
  EXPECT_EQ(desk.wake(), 1U);
  EXPECT_FALSE(desk.ticket(1).ticket.snoozed_until.has_value());
  EXPECT_EQ(desk.last_letter("kim@corp.example").kind, LetterKind::woken);
}

TEST(RulesAtADesk, AnUnprovenReplyReopensAndSetsOffNothingElse) {
  TestDesk desk("desk.example", R"(
[[rule]]
name = "reopen"
on = "requester_replied"
when = { state = "resolved" }
then = [ { set_state = "open" }, { add_tag = "x" } ]
[[rule]]
name = "chained"
on = "state_changed"
then = [ { add_tag = "y" } ]
)");
  desk.receive(mail("q@customer.example"));
  const auto acknowledgement = desk.last_letter("park@customer.example");
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Done."}));
  const auto tags = desk.ticket(1).ticket.tags;
  desk.receive(mail("a@customer.example").answering(acknowledgement).failed().saying("Still broken."));
  EXPECT_EQ(desk.ticket(1).ticket.state, State::open);
  EXPECT_EQ(desk.ticket(1).ticket.tags, tags);
}

}  // namespace ticketd::daemon
