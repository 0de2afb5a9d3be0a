#include "tests/unit/config/workspace.h"
#include "tests/unit/config/written_desk.h"

#include <gmock/gmock.h>

namespace ticketd::config {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

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

TEST(DeskFile, ALongNameGetsRepliesWithoutATokenThatWouldNotFit) {
  const Workspace here;
  const auto desk_of = [&](const std::string& name, const std::string& more = {}) {
    return load_desk(here.write(
        "desk.toml", "[[mailbox]]\nname = \"a\"\naddress = \"" + name + "@example.com\"\n" + more));
  };
  EXPECT_TRUE(desk_of("customer-suppor")->mailboxes.at(0).token_in_reply_address);
  EXPECT_FALSE(desk_of("customer-support")->mailboxes.at(0).token_in_reply_address);
  const auto asked_for = desk_of("customer-support", "reply_address = \"token\"\n");
  ASSERT_FALSE(asked_for);
  EXPECT_THAT(asked_for.error().detail, HasSubstr("4: reply_address: no token fits behind this name"));
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

TEST(DeskFile, WhatIsMissingIsNamedWithItsArticle) {
  EXPECT_THAT(problems_of("[[mailbox]]\nname = \"a\"\n"),
              testing::Contains(HasSubstr("[mailbox] needs an address")));
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

}  // namespace ticketd::config
