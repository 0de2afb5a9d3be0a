#include "config/load.h"
#include "core/text.h"
#include "tests/unit/config/workspace.h"

#include <gmock/gmock.h>

namespace ticketd::config {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

constexpr std::string_view people = R"([[mailbox]]
name = "support"
address = "support@example.com"
display_name = "고객지원"
group = "cs"
[[group]]
name = "cs"
assign = "agent:kim"
[[agent]]
name = "kim"
display_name = "김민지"
email = "kim@example.com"
groups = ["cs"]
role = "manager"
)";
constexpr std::size_t lines_of_people = 14;

core::Desk desk_of(std::string_view text) {
  auto desk = parse_desk(text, "desk.toml");
  EXPECT_TRUE(desk) << desk.error().detail;
  return desk ? *desk : core::Desk{};
}

/// "3: what" of each problem; with `people` above, lines count from the text.
std::vector<std::string> problems_of(std::string_view text, std::size_t lines_above = 0) {
  const auto desk =
      parse_desk((lines_above == 0 ? "" : std::string(people)) + std::string(text), "desk.toml");
  std::vector<std::string> problems;
  if (desk) return problems;
  for (auto line : core::split_lines(desk.error().detail)) {
    line.remove_prefix(std::string_view("desk.toml:").size());
    const auto number = std::stoul(std::string(line)) - lines_above;
    problems.push_back(std::to_string(number) + std::string(line.substr(line.find(':'))));
  }
  return problems;
}

std::vector<std::string> problems_of_rule(std::string_view text) {
  return problems_of("[[rule]]\n" + std::string(text), lines_of_people);
}

}  // namespace

TEST(DeskFile, NoValueHoldsControlCharactersButLinesOfTexts) {
  EXPECT_THAT(problems_of("[[mailbox]]\nname = \"x\"\naddress = \"x@example.com\"\n"
                          "display_name = \"Help\\r\\nBcc: y@example.com\"\n"),
              ElementsAre("4: display_name: must not hold control characters"));
  EXPECT_THAT(
      problems_of("[[mailbox]]\nname = \"x\"\naddress = \"x@example.com\"\ndisplay_name = \"a\\u0085b\"\n"),
      ElementsAre("4: display_name: must not hold control characters"));
  EXPECT_THAT(problems_of("[[template]]\nname = \"x\"\ntext = \"one\\ntwo\"\n"), ElementsAre());
  EXPECT_THAT(problems_of("[[template]]\nname = \"x\"\ntext = \"one\\u0000two\"\n"),
              ElementsAre("3: text: must not hold control characters"));
}

TEST(DeskFile, MailboxesGroupsAndAgentsAreReadWithKoreanNames) {
  const auto desk = desk_of(people);
  ASSERT_THAT(desk.mailboxes, SizeIs(1));
  EXPECT_EQ(desk.mailboxes[0].address, (core::Address{"고객지원", "support@example.com"}));
  EXPECT_TRUE(desk.mailboxes[0].token_in_reply_address);
  EXPECT_TRUE(desk.mailboxes[0].acknowledge);
  EXPECT_FALSE(desk.mailboxes[0].imap);
  ASSERT_NE(desk.agent_named("kim"), nullptr);
  EXPECT_EQ(desk.agent_named("kim")->display_name, "김민지");
  EXPECT_EQ(desk.agent_named("kim")->role, core::AgentRole::manager);
  EXPECT_EQ(desk.group_named("cs")->assign, (std::vector<std::string>{"agent:kim"}));
}

TEST(DeskFile, AnImapAccountFindsItsPasswordBesideTheDesk) {
  const Workspace here;
  here.write("imap-password", "secret\n");
  const auto desk = load_desk(here.write("desk.toml", R"([[mailbox]]
name = "support"
address = "support@example.com"
reply_address = "plain"
[mailbox.imap]
url = "imaps://imap.example.com/INBOX"
user = "support@example.com"
password_file = "imap-password"
after_import = "move:Archive"
)"));
  ASSERT_TRUE(desk) << desk.error().detail;
  const auto& mailbox = desk->mailboxes.at(0);
  EXPECT_FALSE(mailbox.token_in_reply_address);
  ASSERT_TRUE(mailbox.imap);
  EXPECT_EQ(mailbox.imap->password_file, (here / "imap-password").string());
  EXPECT_EQ(mailbox.imap->after_import, "move:Archive");
}

TEST(DeskFile, ImapAccountsAreChecked) {
  const auto problems = problems_of(R"([[mailbox]]
name = "a"
address = "a@example.com"
[mailbox.imap]
url = "imap://imap.example.com"
user = "a"
password_file = "missing"
after_import = "archive"
)");
  EXPECT_THAT(
      problems,
      ElementsAre(HasSubstr("5: url: imap:// would send the password in clear text to imap.example.com"),
                  HasSubstr("7: password_file: no such file"),
                  "8: after_import: must be seen, none, delete or move:FOLDER"));
  EXPECT_THAT(problems_of("[[mailbox]]\nname = \"a\"\naddress = \"a@example.com\"\n[mailbox.imap]\nurl = "
                          "\"imaps://h\"\nuser = \"a\"\nsince = \"yesterday\"\n"),
              ElementsAre("4: [mailbox.imap] needs a password_file",
                          "7: since: must be a day like \"2026-11-01\" or an age like \"3d\""));
}

TEST(DeskFile, AnImapAccountLogsInWithOAuth2InsteadOfAPassword) {
  const Workspace here;
  here.write("secret", "s\n");
  const auto desk = load_desk(here.write("desk.toml", R"([[mailbox]]
name = "support"
address = "support@example.com"
[mailbox.imap]
url = "imaps://imap.example.com"
user = "support@example.com"
since = "2w"
[mailbox.imap.oauth2]
token_url = "https://login.example.com/tenant/oauth2/v2.0/token"
client_id = "ticketd"
client_secret_file = "secret"
scope = "https://imap.example.com/.default"
mechanism = "xoauth2"
)"));
  ASSERT_TRUE(desk) << desk.error().detail;
  const auto& imap = *desk->mailboxes[0].imap;
  EXPECT_EQ(imap.since, core::Since(std::chrono::days(14)));
  ASSERT_TRUE(imap.oauth2);
  EXPECT_EQ(imap.oauth2->token_url, "https://login.example.com/tenant/oauth2/v2.0/token");
  EXPECT_EQ(imap.oauth2->client_secret_file, here / "secret");
  EXPECT_EQ(imap.oauth2->refresh_token_file, "");
  EXPECT_EQ(imap.oauth2->mechanism, core::TokenMechanism::xoauth2);
}

TEST(DeskFile, OAuth2SecretsGoOnlyThroughTlsOrToThisMachine) {
  const auto account = [](std::string_view oauth2) {
    return problems_of(
        "[[mailbox]]\nname = \"a\"\naddress = \"a@example.com\"\n[mailbox.imap]\nurl = \"imaps://h\"\n"
        "user = \"a\"\n[mailbox.imap.oauth2]\n" +
        std::string(oauth2));
  };
  EXPECT_THAT(account("token_url = \"http://login.example.com/token\"\nclient_id = \"x\"\n"),
              ElementsAre(HasSubstr("7: [mailbox.imap.oauth2] needs a refresh_token_file"),
                          HasSubstr("8: token_url: http:// would send the secrets in clear text")));
  EXPECT_THAT(account("token_url = \"ftp://login.example.com/token\"\n"),
              ElementsAre(HasSubstr("7: "), HasSubstr("7: "), HasSubstr("8: token_url: ")));
}

TEST(DeskFile, NamesAndAddressesAreGivenOnce) {
  EXPECT_THAT(
      problems_of("[[mailbox]]\nname = \"support\"\naddress = \"Support@Example.com\"\n"
                  "[[group]]\nname = \"cs\"\n[[agent]]\nname = \"kim\"\nemail = \"kim@example.com\"\n",
                  lines_of_people),
      ElementsAre("2: name: there is another mailbox \"support\"",
                  "3: address: there is another mailbox with address \"Support@Example.com\"",
                  "5: name: there is another group \"cs\"", "7: name: there is another agent \"kim\"",
                  "8: email: there is another agent with address \"kim@example.com\""));
}

TEST(DeskFile, WhatIsNamedMustExist) {
  EXPECT_THAT(
      problems_of(
          "[[mailbox]]\nname = \"a\"\naddress = \"nonsense\"\ngroup = \"b\"\n[[group]]\nname = \"g\"\n"
          "assign = \"agent:lee\"\n[[agent]]\nname = \"kim\"\nemail = \"kim@example.com\"\ngroups = "
          "[\"h\"]\n"),
      ElementsAre("3: address: \"nonsense\" is not a mail address", "4: group: unknown group \"b\"",
                  "7: assign: unknown agent \"lee\"", "11: groups: unknown group \"h\""));
}

TEST(DeskFile, WhoGetsTicketsIsAListOfStrategiesAndOfPeople) {
  const auto desk = desk_of(std::string(people) + R"(
[[calendar]]
name = "office"
time_zone = "UTC"
hours = "mon-fri 09:00-18:00"
[[group]]
name = "dev"
assign = ["sticky", "skill", "agent:lee"]
nobody_available = "manager"
when_away = "reassign"
[[agent]]
name = "lee"
email = "lee@example.com"
groups = ["dev"]
calendar = "office"
max_open = 12
skills = ["printer", "프린터"]
[routing]
fallback = "dev"
[[rule]]
name = "to lee"
on = "created"
then = [ { assign = ["lee", "random"] } ]
)");
  const auto* dev = desk.group_named("dev");
  ASSERT_NE(dev, nullptr);
  EXPECT_THAT(dev->assign, ElementsAre("sticky", "skill", "agent:lee"));
  EXPECT_EQ(dev->nobody_available, "manager");
  EXPECT_TRUE(dev->reassign_when_away);
  EXPECT_FALSE(desk.group_named("cs")->reassign_when_away);
  const auto* lee = desk.agent_named("lee");
  EXPECT_EQ(lee->calendar, "office");
  EXPECT_EQ(lee->max_open, 12);
  EXPECT_THAT(lee->skills, ElementsAre("printer", "프린터"));
  EXPECT_EQ(desk.fallback_group, "dev");
  EXPECT_THAT(std::get<core::action::Assign>(desk.rules.back().then.at(0)).by,
              ElementsAre("agent:lee", "random"));
  EXPECT_TRUE(desk_of("[[group]]\nname = \"a\"\n").groups[0].assign.empty());
  EXPECT_TRUE(desk_of("[[group]]\nname = \"a\"\nassign = \"none\"\n").groups[0].assign.empty());
}

TEST(DeskFile, AnAssignmentThatCannotWorkIsToldWithItsLine) {
  EXPECT_THAT(problems_of("[[group]]\nname = \"a\"\nassign = \"sticky\"\nnobody_available = \"boss\"\n"
                          "[[agent]]\nname = \"lee\"\nemail = \"lee@example.com\"\ncalendar = \"night\"\n"
                          "max_open = -1\n[routing]\nfallback = \"b\"\n"),
              testing::UnorderedElementsAre(HasSubstr("3: assign: sticky needs another strategy behind it"),
                                            HasSubstr("4: nobody_available: must be assignee"),
                                            "8: calendar: unknown calendar \"night\"",
                                            HasSubstr("9: max_open: must be from 0"),
                                            "11: fallback: unknown group \"b\""));
  EXPECT_THAT(problems_of("[[group]]\nname = \"a\"\nassign = [\"none\", \"random\"]\n"),
              ElementsAre(HasSubstr("3: assign: \"none\" is no agent")));
}

TEST(DeskFile, AnAgentMayNotBeAMailboxNorAWordOfRules) {
  EXPECT_THAT(
      problems_of("[[agent]]\nname = \"manager\"\nemail = \"SUPPORT@example.com\"\n", lines_of_people),
      ElementsAre("2: name: \"manager\" is a word of rules",
                  "3: email: is the address of a mailbox: its mails would answer themselves"));
}

TEST(DeskFile, UnknownKeysNameTheNearest) {
  EXPECT_THAT(problems_of("[[agnet]]\n"),
              ElementsAre("1: unknown key \"agnet\"; the nearest known key is \"agent\""));
  EXPECT_THAT(
      problems_of("[[group]]\nname = \"a\"\nasign = \"none\"\n"),
      ElementsAre("3: unknown key \"asign\" in [group]; the nearest known key is \"assign\" in [group]"));
}

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
                          HasSubstr("8: notify: must be assignee, assignee_or_group, group, group:NAME"),
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

namespace {

constexpr auto fields = R"([[field]]
name = "topic"
type = "choice"
choices = ["grades", "housing"]
[[field]]
name = "amount"
type = "number"
[[field]]
name = "due"
type = "date"
)";

}  // namespace

TEST(DeskFields, ConditionsOnFieldsAreReadByTheirType) {
  const auto desk = desk_of(std::string(fields) + R"([[rule]]
name = "r"
on = "field_changed"
when = { field.topic = ["Grades", ""], field.amount = ">= 100", field.due = "< 2026-12-01", vip = true, company = "Big Corp" }
then = [ { set_field = { topic = "HOUSING", amount = 3 } }, { snooze = "2d" } ]
)");
  const auto& when = desk.rules.back().when;
  ASSERT_THAT(when.fields, SizeIs(3));  // in alphabetical order
  EXPECT_EQ(when.fields[0].number->number, 100);
  EXPECT_EQ(when.fields[1].before, "2026-12-01");
  EXPECT_THAT(when.fields[2].values, ElementsAre("grades", ""));
  EXPECT_EQ(when.vip, true);
  EXPECT_THAT(when.company, ElementsAre("Big Corp"));
  const auto& then = desk.rules.back().then;
  ASSERT_THAT(then, SizeIs(3));
  EXPECT_EQ(std::get<core::action::SetField>(then[0]).value, "3");
  EXPECT_EQ(std::get<core::action::SetField>(then[1]).value, "housing");
  EXPECT_EQ(std::get<core::action::Snooze>(then[2]).span, std::chrono::hours(48));
}

TEST(DeskFields, WhatNoFieldHasIsAProblem) {
  EXPECT_THAT(
      problems_of(std::string(fields) + R"([[rule]]
name = "r"
on = "created"
when = { field.topik = "grades" }
then = [ { set_field = { topic = "sports" } } ]
[[field]]
name = "a b"
[[field]]
name = "colour"
type = "choice"
)"),
      ElementsAre("14: field: the desk has no field \"topik\"; there are topic, amount, due, a b, colour",
                  HasSubstr("15: set_field: field \"topic\" is grades or housing, not \"sports\""),
                  HasSubstr("17: name: must not hold blanks"),
                  HasSubstr("19: name: choices go with type = \"choice\"")));
}

TEST(DeskTexts, AnUnknownVariableIsFoundAtItsLineWithTheNearestName) {
  EXPECT_THAT(problems_of(R"([[template]]
name = "a"
text = """
Dear {{requester_nam}},
"""
[[template]]
name = "b"
text = """first
{{ticket"""
[[template]]
name = "resolved"
text = "{{#text}}{{text}}{{/txt}}"
[[template]]
name = "acknowledgement"
mailbox = "nowhere"
text = "{{subject}}"
)"),
              ElementsAre("4: text: unknown variable \"requester_nam\"; the nearest is \"requester_name\"",
                          "9: text: a {{ without its }}", "12: text: {{/txt}} ends no section that is open",
                          "15: mailbox: unknown mailbox \"nowhere\"",
                          HasSubstr("16: text: unknown variable \"subject\"")));
}

TEST(DeskTexts, RulesNameTextsThatThereAre) {
  EXPECT_THAT(problems_of(R"([[template]]
name = "late"
text = "#{{ticket}} waits"
[[rule]]
name = "r"
on = "created"
then = [ { notify = "group", template = "lat" },
         { notify = "requester" },
         { notify = "requester", template = "new_ticket" },
         { reply_template = "late" },
         { forward = ["nobody"], text = "look" } ]
)"),
              ElementsAre("7: template: no template is called \"lat\"; the nearest is \"late\"",
                          HasSubstr("8: notify: the requester is told by a template"),
                          HasSubstr("9: template: no template is called \"new_ticket\""),
                          "11: forward: \"nobody\" is not a mail address"));
}

TEST(DeskRules, BoundsOfTimeAndNumberAreChecked) {
  EXPECT_THAT(problems_of_rule("name = \"r\"\non = \"created\"\nwhen = { since_resolved = 5, text_length = "
                               "\"short\" }\nthen = [ { stop = true } ]\n"),
              ElementsAre("4: text_length: must be a number like 80 (at least) or \"< 80\"",
                          "4: since_resolved: must be a duration like \"5d\" (at least) or \"< 2h\""));
}

}  // namespace ticketd::config
