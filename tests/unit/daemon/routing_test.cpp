// Which group gets a ticket, and who of it, over the whole way of a mail.
#include "night_desk.h"

namespace ticketd::daemon {

using core::LetterKind;

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
  const auto refused = at.desk.act({.ticket = {1}, .action = "take", .as = "yoon"});
  ASSERT_FALSE(refused) << "nor without naming the group that it is in";
  EXPECT_EQ(refused.error().detail, "yoon is no member of \"cs\"");
  EXPECT_EQ(at.group(1), "cs");
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "take", .as = "yoon", .group = "night"}));
  EXPECT_EQ(at.group(1), "night");
  EXPECT_EQ(at.assignee(1), "yoon");
  EXPECT_TRUE(at.desk.act({.ticket = {1}, .action = "take", .as = "boss"})) << "who looks after all groups";
}

TEST(Routing, OfATicketWhoseGroupIsGoneTheManagersHear) {
  constexpr auto manager = "[[agent]]\nname = \"boss\"\nemail = \"boss@corp.example\"\nrole = \"manager\"\n";
  const auto with_a_group = [&](const std::string& name) {
    return manager + ("[[group]]\nname = \"" + name + "\"\nvisible_to = \"members\"\n") +
           "[[mailbox]]\nname = \"law\"\naddress = \"law@desk.example\"\ngroup = \"" + name + "\"\n";
  };
  TestDesk desk{"desk.example", with_a_group("law")};
  desk.receive(mail("1@x").to("law@desk.example"));
  ASSERT_TRUE(desk.letters("boss@corp.example").empty()) << "the group is there, though without members";

  desk.apply_desk(with_a_group("legal"));
  desk.receive(mail("2@x").to("law@desk.example").citing("1@x"));
  EXPECT_EQ(desk.letters("boss@corp.example").size(), 1U);
  EXPECT_TRUE(desk.letters("kim@corp.example").empty());
}

}  // namespace ticketd::daemon
