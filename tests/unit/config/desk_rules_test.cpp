#include "config/load.h"
#include "tests/unit/config/written_desk.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace ticketd::config {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(DeskRules, ARuleIsReadWithItsConditionsAndActions) {
  const auto desk = desk_of(std::string(people) + R"([[rule]]
name = "불만 접수"
on = "requester_replied"
then = [ { set_priority = "urgent" }, { transfer = "cs", agent = "kim" }, { notify = "manager", template = "reopened" },
         { note = "고객이 화났습니다" }, { stop = true } ]
[rule.when]
state = ["resolved", "closed"]
kind = "human"
mood = "complaint"
assignee = ["kim", ""]
text_length = "< 80"
since_resolved = "5d"
reopened = 2
has_attachment = false
any = [ { words = ["환불"] }, { priority = "high" } ]
not = { tags = "spam" }
)");
  const auto& rule = desk.rules.back();
  EXPECT_EQ(rule.name, "불만 접수");
  EXPECT_EQ(rule.on, core::RuleEvent::requester_replied);
  EXPECT_THAT(rule.when.state, ElementsAre(core::State::resolved, core::State::closed));
  EXPECT_THAT(rule.when.kind, ElementsAre(core::MailKind::human));
  EXPECT_THAT(rule.when.assignee, ElementsAre("kim", ""));
  EXPECT_EQ(rule.when.text_length->is, core::NumberBound::Is::less_than);
  EXPECT_EQ(rule.when.since_resolved->span, std::chrono::hours(120));
  EXPECT_EQ(rule.when.reopened->number, 2);
  EXPECT_EQ(rule.when.has_attachment, false);
  ASSERT_THAT(rule.when.any, SizeIs(2));
  EXPECT_THAT(rule.when.any[0].words, ElementsAre("환불"));
  ASSERT_THAT(rule.when.none, SizeIs(1));
  EXPECT_THAT(rule.when.none[0].tags, ElementsAre("spam"));
  ASSERT_THAT(rule.then, SizeIs(5));
  EXPECT_EQ(std::get<core::action::Transfer>(rule.then[1]).agent, "kim");
  EXPECT_EQ(std::get<core::action::Notify>(rule.then[2]).template_name, "reopened");
  EXPECT_TRUE(std::holds_alternative<core::action::Stop>(rule.then[4]));
}

TEST(DeskRules, APatternIsCompiledAndIgnoresCase) {
  const auto desk = desk_of(
      "[[rule]]\nname = \"p\"\non = \"created\"\nwhen = { pattern = 'invoice\\s+\\d+' }\nthen = { add_tag = "
      "\"b\" }\n");
  EXPECT_TRUE(desk.rules.back().when.pattern("About Invoice 77"));
  EXPECT_FALSE(desk.rules.back().when.pattern("about invoices"));
  EXPECT_THAT(problems_of_rule(
                  "name = \"p\"\non = \"created\"\nwhen = { pattern = '(' }\nthen = [ { stop = true } ]\n"),
              ElementsAre(HasSubstr("4: pattern: bad pattern: missing )")));
}

TEST(DeskRules, ARuleForSeveralEventsIsOneForEach) {
  const auto desk = desk_of(
      "[rules]\nshipped = false\n[[rule]]\nname = \"r\"\non = [\"created\", \"agent_replied\"]\nthen = [ { "
      "add_tag = \"x\" } ]\n");
  ASSERT_THAT(desk.rules, SizeIs(2));
  EXPECT_EQ(desk.rules[0].name, desk.rules[1].name);
  EXPECT_EQ(desk.rules[1].on, core::RuleEvent::agent_replied);
}

TEST(DeskRules, ADeskWithoutRulesHasTheShippedOnesUnlessItSaysNo) {
  const auto shipped = desk_of(shipped_desk()).rules.size();
  EXPECT_GT(shipped, 0U);
  EXPECT_THAT(desk_of(people).rules, SizeIs(shipped));
  EXPECT_THAT(desk_of("[rules]\nshipped = false\n").rules, SizeIs(0));
}

namespace {

constexpr auto own_rule = "[[rule]]\nname = \"own\"\non = \"created\"\nthen = [ { add_tag = \"x\" } ]\n";

/// Each name once, in order.
std::vector<std::string> rules_of(const std::string& text) {
  std::vector<std::string> names;
  for (const auto& rule : desk_of(text).rules)
    if (names.empty() || names.back() != rule.name) names.push_back(rule.name);
  return names;
}

}  // namespace

TEST(DeskRules, ADeskWithRulesOfItsOwnKeepsThoseThatTellAgentsInFront) {
  const auto rules = rules_of(own_rule);
  EXPECT_EQ(rules.front(), "tell-of-new-ticket");
  EXPECT_EQ(rules.back(), "own");
  for (const auto& rule : rules) EXPECT_TRUE(rule == "own" || rule.starts_with("tell-of-")) << rule;
}

TEST(DeskRules, WhatADeskKeepsOfTheShippedRulesIsItsOwnChoice) {
  EXPECT_THAT(rules_of(std::string("[rules]\nkeep = []\n") + own_rule), ElementsAre("own"));
  EXPECT_THAT(rules_of(std::string("[rules]\nshipped = false\n") + own_rule), ElementsAre("own"));
  EXPECT_THAT(rules_of(std::string("[rules]\nkeep = [\"reopen-on-reply\", \"tell-of-note\"]\n") + own_rule),
              ElementsAre("tell-of-note", "reopen-on-reply", "own"));
  EXPECT_THAT(rules_of("[rules]\nshipped = false\nkeep = [\"tell-of-note\"]\n"), ElementsAre("tell-of-note"));
  EXPECT_THAT(rules_of("[rules]\nkeep = [\"tell-of-note\"]\n[[rule]]\nname = \"tell-of-note\"\non = "
                       "\"note_added\"\nthen = [ { notify = \"mentioned\" } ]\n"),
              ElementsAre("tell-of-note"));
  EXPECT_THAT(problems_of("[rules]\nkeep = [\"tell-of-notes\"]\n" + std::string(own_rule)),
              ElementsAre("2: keep: no shipped rule is called \"tell-of-notes\""));
  EXPECT_THAT(problems_of("[rules]\nkeep = []\n"), ElementsAre(HasSubstr("has all the shipped ones")));
}

TEST(DeskRules, GroupsAndThoseWhomANoteNamesCanBeTold) {
  EXPECT_THAT(
      problems_of("[[group]]\nname = \"a\"\nnobody_available = \"mentioned\"\n"
                  "[[rule]]\nname = \"r\"\non = \"note_added\"\nthen = [ { notify = \"group:a\" },\n"
                  " { notify = \"mentioned\" }, { notify = \"assignee_or_group\" },\n"
                  " { notify = \"group:b\" } ]\n"),
      ElementsAre(HasSubstr("3: nobody_available: must be assignee"), "9: notify: unknown group \"b\""));
}

TEST(DeskRules, TheShippedDeskIsTheFileInTheSources) {
  std::ifstream in(TICKETD_SOURCE_DIR "/config/desk.toml");
  EXPECT_EQ(shipped_desk(), std::string(std::istreambuf_iterator<char>(in), {}));
  const auto desk = load_desk(TICKETD_SOURCE_DIR "/config/desk.toml");
  ASSERT_TRUE(desk) << desk.error().detail;
  EXPECT_THAT(desk->mailboxes, SizeIs(0));
  EXPECT_THAT(desk->agents, SizeIs(0));
}

TEST(DeskRules, WhatARuleNamesMustExist) {
  EXPECT_THAT(problems_of_rule(R"(name = "r"
on = "creatd"
when = { mailbox = "suport", group = "c", assignee = "lee", state = "reopened" }
then = [ { transfer = "x" },
         { assign = "lee" },
         { notify = "agent:lee" },
         { notify = "everyone" },
         { reply_template = "thanks" },
         { set_state = "merged" } ]
)"),
              ElementsAre("3: on: unknown value \"creatd\"; the nearest is \"created\"",
                          "4: state: unknown value \"reopened\"; the nearest is \"open\"",
                          "4: mailbox: unknown mailbox \"suport\"", "4: group: unknown group \"c\"",
                          "4: assignee: unknown agent \"lee\"", "5: transfer: unknown group \"x\"",
                          HasSubstr("6: assign: \"lee\" is no agent"), "7: notify: unknown agent \"lee\"",
                          HasSubstr("8: notify: must be assignee, assignee_or_group, group, group:NAME, "
                                    "manager or agent:NAME, mentioned or requester"),
                          "9: reply_template: no template is called \"thanks\"",
                          "10: set_state: only a merge makes a ticket merged"));
}

TEST(DeskRules, ARuleNeedsNameEventAndActions) {
  EXPECT_THAT(problems_of_rule("enabled = true\n"),
              ElementsAre("1: [rule] needs a name", "1: [rule] needs a then", "1: [rule] needs an on"));
  EXPECT_THAT(
      problems_of_rule("name = \"r\"\non = \"created\"\nthen = [ { add_tag = \"a\", note = \"b\" } ]\n"),
      ElementsAre("4: [rule.then] each action stands in braces of its own"));
  EXPECT_THAT(problems_of_rule(
                  "name = \"r\"\non = \"time\"\nwhen = { state = \"open\" }\nthen = [ { note = \"a\" } ]\n"),
              ElementsAre("3: on: time needs since_created, since_last_interaction, since_resolved, "
                          "unanswered_for or business_hours in when"));
}

TEST(DeskRules, WhatCanNeverHappenIsAProblem) {
  EXPECT_THAT(problems_of_rule(R"(name = "first"
on = "created"
then = [ { stop = true },
         { add_tag = "late" } ]
[[rule]]
name = "second"
on = "created"
when = { state = [] }
then = [ { add_tag = "x" } ]
)"),
              ElementsAre("5: [rule.then] is never reached: it stands behind stop",
                          "7: name: is never reached at created: rule \"first\" always stops before it",
                          "9: state: an empty list never holds"));
}

TEST(DeskRules, OwnRulesMayStandBeforeTheShippedOnes) {
  const auto shipped = desk_of(shipped_desk()).rules.size();
  const auto desk = desk_of(R"([rules]
shipped = true
[[rule]]
name = "mine"
on = "created"
then = [ { add_tag = "x" } ]
[[rule]]
name = "close-after-5-days"
on = "time"
when = { state = "resolved", since_resolved = "14d" }
then = [ { set_state = "closed" } ]
)");
  EXPECT_EQ(desk.rules.size(), shipped + 1) << "one of the shipped rules is replaced";
  const auto place_of = [&](const std::string& name) {
    return std::find_if(desk.rules.begin(), desk.rules.end(),
                        [&](const core::Rule& rule) { return rule.name == name; });
  };
  EXPECT_LT(place_of("tell-of-reply"), place_of("mine")) << "no stop of the desk leaves agents without mail";
  EXPECT_LT(place_of("mine"), place_of("follow-up-on-closed"));
}

TEST(DeskRules, BoundsOfTimeAndNumberAreChecked) {
  EXPECT_THAT(problems_of_rule("name = \"r\"\non = \"created\"\nwhen = { since_resolved = 5, text_length = "
                               "\"short\" }\nthen = [ { stop = true } ]\n"),
              ElementsAre("4: text_length: must be a number like 80 (at least) or \"< 80\"",
                          "4: since_resolved: must be a duration like \"5d\" (at least) or \"< 2h\""));
}

}  // namespace ticketd::config
