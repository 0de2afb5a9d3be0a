// Who is told of what: the shipped rules that tell agents, what a desk changes of them, and what no rule may.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using core::EventKind, core::LetterKind, core::Visibility;
using testing::Contains, testing::ElementsAre, testing::IsEmpty;
using namespace std::chrono_literals;

namespace {

constexpr auto boss_and_night = R"(
[[group]]
name = "night"
[[agent]]
name = "boss"
email = "boss@corp.example"
role = "manager"
[[agent]]
name = "yoon"
email = "yoon@corp.example"
groups = ["night"]
)";

/// Mails come to kim of cs, where lee is, too; boss is a manager, and yoon works at night.
struct Told {
  explicit Told(const std::string& more = {}) : desk("desk.example", boss_and_night + more) {}
  TestDesk desk;
  int mails = 0;

  void ask(const std::string& text = "It does not print.") {
    desk.receive(mail("q" + std::to_string(++mails) + "@customer.example").saying(text));
  }
  void reply(const std::string& text) {
    desk.receive(mail("r" + std::to_string(++mails) + "@customer.example")
                     .answering(desk.last_letter("park@customer.example"))
                     .saying(text));
  }
  core::TicketId act(const std::string& action, const std::string& as, const std::string& text = {},
                     const std::string& agent = {}) {
    return desk.act({.ticket = {1}, .action = action, .as = as, .text = text, .agent = agent}).value();
  }
  /// What somebody of the house got, in order.
  std::vector<LetterKind> of(const std::string& agent) {
    std::vector<LetterKind> kinds;
    for (const auto& letter : desk.letters(agent + "@corp.example")) kinds.push_back(letter.kind);
    return kinds;
  }
  /// The names of the rules that acted, as `rule stats` counts them.
  std::vector<std::string> rules() {
    std::vector<std::string> names;
    for (const auto& event : desk.ticket(1).events)
      if (event.kind == EventKind::rule) names.push_back(event.by);
    return names;
  }
};

}  // namespace

TEST(Notices, TheShippedRulesTellWhoeverHasTheTicket) {
  Told told;
  told.ask();
  told.reply("It still does not print, on 2 floors.");
  EXPECT_THAT(told.of("kim"), ElementsAre(LetterKind::new_ticket, LetterKind::customer_reply));
  EXPECT_THAT(told.of("lee"), IsEmpty());
  EXPECT_THAT(told.rules(), ElementsAre("rule:tell-of-new-ticket", "rule:tell-of-reply"));
}

TEST(Notices, WithoutRulesNobodyIsTold) {
  Told told("[rules]\nshipped = false\n");
  told.ask();
  told.reply("Hello?");
  told.act("note", "lee", "@boss look at this");
  told.act("assign", "boss", {}, "lee");
  for (const auto* agent : {"kim", "lee", "boss"}) EXPECT_THAT(told.of(agent), IsEmpty()) << agent;
}

TEST(Notices, ADeskWithRulesOfItsOwnStillTells) {
  Told told(
      "[[rule]]\nname = \"tag\"\non = \"created\"\nthen = [ { add_tag = \"new\" }, { stop = true } ]\n");
  told.ask();
  told.act("note", "lee", "She called.");
  EXPECT_THAT(told.of("kim"), ElementsAre(LetterKind::new_ticket, LetterKind::note_added));
}

TEST(Notices, ASupportManagerSwitchesOneOffOrPutsAnotherInItsPlace) {
  Told off("[rules]\ndisable = [\"tell-of-reply\"]\n");
  off.ask();
  off.reply("Hello?");
  EXPECT_THAT(off.of("kim"), ElementsAre(LetterKind::new_ticket));

  Told other(
      "[[rule]]\nname = \"tell-of-new-ticket\"\non = \"created\"\nthen = [ { notify = \"manager\" } ]\n");
  other.ask();
  other.reply("Hello?");
  EXPECT_THAT(other.of("boss"), ElementsAre(LetterKind::new_ticket));
  EXPECT_THAT(other.of("kim"), ElementsAre(LetterKind::customer_reply)) << "the other rules stay";

  Told none("[rules]\nkeep = []\n[[rule]]\nname = \"x\"\non = \"created\"\nthen = [ { add_tag = \"x\" } ]\n");
  none.ask();
  EXPECT_THAT(none.of("kim"), IsEmpty());
}

TEST(Notices, HoweverManyRulesNameAnAgentItIsOneMail) {
  Told told(R"(
[[rule]]
name = "urgent"
on = "created"
then = [ { set_priority = "urgent" }, { assign = "lee" }, { notify = "group" }, { notify = "agent:lee" } ]
[[rule]]
name = "urgent-is-told"
on = "field_changed"
then = [ { notify = "group" }, { notify = "assignee" } ]
)");
  told.ask();
  EXPECT_THAT(told.of("lee"), ElementsAre(LetterKind::new_ticket));
  EXPECT_THAT(told.of("kim"), ElementsAre(LetterKind::new_ticket));
}

TEST(Notices, AnotherGroupAndEverybodyWhoHasATicketCanBeNamed) {
  Told told(R"(
[[rule]]
name = "night-hears"
on = "created"
then = [ { notify = "group:night" } ]
)");
  told.desk.say_available("kim", false);
  told.ask();
  EXPECT_THAT(told.of("yoon"), ElementsAre(LetterKind::new_ticket));
  EXPECT_THAT(told.of("lee"), ElementsAre(LetterKind::new_ticket)) << "of the group, who is there";
  EXPECT_THAT(told.of("kim"), IsEmpty());
}

TEST(Notices, NobodyIsToldOfTheOwnDeed) {
  Told told(
      "[[rule]]\nname = \"all\"\non = [\"assigned\", \"note_added\"]\nthen = [ { notify = \"group\" } ]\n");
  told.ask();
  told.act("assign", "lee", {}, "lee");
  EXPECT_THAT(told.of("lee"), IsEmpty());
  told.act("note", "lee", "@lee and @kim: mine now");
  EXPECT_THAT(told.of("lee"), IsEmpty());
  EXPECT_THAT(told.of("kim"),
              ElementsAre(LetterKind::new_ticket, LetterKind::new_ticket, LetterKind::note_added));
}

TEST(Notices, WhoeverIsGivenATicketHearsOfItAlsoFromARule) {
  Told told(R"(
[[rule]]
name = "too-long"
on = "time"
when = { unanswered_for = "2h" }
then = [ { assign = "boss" } ]
)");
  told.ask();
  told.desk.pass(3h);
  told.desk.wake();
  EXPECT_THAT(told.of("boss"), ElementsAre(LetterKind::new_ticket));
}

TEST(Notices, AMentionCountsInNotesAndNotInACustomersWords) {
  Told told;
  told.ask("@boss, are you there?");
  EXPECT_THAT(told.of("boss"), IsEmpty());
  told.act("note", "kim", "@boss, will you?");
  EXPECT_THAT(told.of("boss"), ElementsAre(LetterKind::note_added));
}

TEST(Notices, WhateverRuleTellsOfANoteItsAnswersStayPrivate) {
  Told told(R"(
[[rule]]
name = "as-news"
on = "note_added"
then = [ { notify = "agent:boss", template = "new_ticket" } ]
)");
  told.ask();
  told.act("note", "kim", "They never pay.");
  const auto letter = told.desk.last_letter("boss@corp.example");
  told.desk.receive(mail("b1@corp.example").answering(letter).proven().saying("Indeed they do not."));
  const auto answer = told.desk.ticket(1).entries.back().entry;
  EXPECT_EQ(answer.text, "Indeed they do not.");
  EXPECT_EQ(answer.visibility, Visibility::private_);
}

TEST(Notices, AnUnverifiedReplyAndSpamAreToldToNobody) {
  Told told;
  told.desk.receive(mail("s@customer.example").head("X-Spam-Flag: YES"));
  EXPECT_THAT(told.of("kim"), IsEmpty());
  told.ask();
  told.desk.receive(mail("u@customer.example")
                        .answering(told.desk.last_letter("park@customer.example"))
                        .failed()
                        .saying("I am Park, honestly."));
  EXPECT_THAT(told.of("kim"), ElementsAre(LetterKind::new_ticket));
}

TEST(Notices, ATicketThatWasSplitOffIsToldAsANewOne) {
  Told told;
  told.ask();
  told.reply("And something else: where is my invoice number 7?");
  ASSERT_EQ(told.act("split", "lee").value, 2);
  EXPECT_THAT(told.of("kim"),
              ElementsAre(LetterKind::new_ticket, LetterKind::customer_reply, LetterKind::new_ticket));
}

TEST(Notices, ARuleMayAskWhoSaidIt) {
  Told told(R"(
[[rule]]
name = "colleagues"
on = "note_added"
when = { author = "agent" }
then = [ { add_tag = "discussed" } ]
)");
  told.ask();
  told.act("note", "lee", "Seen it.");
  EXPECT_THAT(told.desk.ticket(1).ticket.tags, Contains("discussed"));
}

}  // namespace ticketd::daemon
