// What would happen, and the mails that would go, without that anything does.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using core::LetterKind, core::State;
using testing::HasSubstr, testing::Not;
using namespace std::chrono_literals;

TEST(Rehearsal, ARuleTestTellsWhatWouldHappenAndChangesNothing) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Done."}));
  const auto before = desk.ticket(1);
  const auto letters = desk.letters().size();
  core::IncomingMail incoming{.source = {.kind = core::SourceKind::pipe, .mailbox = "support"},
                              .bytes = mail("r@customer.example")
                                           .answering(desk.last_letter("park@customer.example"))
                                           .saying("It is broken again.")
                                           .bytes()};
  const auto would = desk.rehearsal().mail_anew(incoming).value();
  const auto step = [&](const std::string& rule) {
    const auto found = std::find_if(would.trace.steps.begin(), would.trace.steps.end(),
                                    [&](const auto& one) { return one.rule == rule; });
    return found == would.trace.steps.end() ? std::string("not tried") : found->answer + " " + found->detail;
  };
  EXPECT_EQ(step("rule:reopen-on-reply"), "yes set_state open, notify assignee");
  EXPECT_EQ(step("rule:follow-up-on-closed"), "no state: resolved");
  EXPECT_EQ(step("rule:thanks-closes"), "no mood: neutral");
  const auto reopens =
      std::any_of(would.changes.begin(), would.changes.end(), [](const core::Change& change) {
        const auto* state = std::get_if<core::change::SetState>(&change);
        return state && state->to == State::open;
      });
  EXPECT_TRUE(reopens);
  EXPECT_EQ(desk.ticket(1).ticket.state, before.ticket.state);
  EXPECT_EQ(desk.ticket(1).entries.size(), before.entries.size());
  EXPECT_EQ(desk.ticket(1).events.size(), before.events.size());
  EXPECT_EQ(desk.letters().size(), letters);
}

TEST(Rehearsal, AnEventOfATicketIsRehearsedAsWell) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Done."}));
  desk.pass(121h);
  const auto would = desk.rehearsal().event({1}, core::RuleEvent::time).value();
  EXPECT_FALSE(would.changes.empty());
  EXPECT_EQ(desk.ticket(1).ticket.state, State::resolved);
  EXPECT_FALSE(desk.rehearsal().event({99}, core::RuleEvent::time));
}

TEST(Rehearsal, TheStoreCountsWhatEachRuleDid) {
  TestDesk desk;
  for (int i = 0; i < 2; ++i) {
    desk.receive(mail("q" + std::to_string(i) + "@customer.example").saying("정말 최악입니다!"));
    desk.pass(1h);
  }
  const auto records = desk.reader()->rules_acted({}).value();
  const auto complaint = std::find_if(records.begin(), records.end(), [](const auto& record) {
    return record.rule == "complaint-to-manager";
  });
  ASSERT_NE(complaint, records.end());
  EXPECT_EQ(complaint->times, 2);
  EXPECT_EQ(complaint->tickets, 2);
}

namespace {

constexpr auto texts = R"(
[[template]]
name = "refund"
language = "ko"
text = "{{requester_name}}님, 환불했습니다.\n{{text}}"
[[template]]
name = "refund"
language = "en"
text = "Dear {{requester_name}}, refunded."
html = "<p>Dear <i>{{requester_name}}</i>, refunded.</p>"
[[template]]
name = "refund"
mailbox = "sales"
text = "The shop says: refunded, {{requester_name}}."
[[template]]
name = "acknowledgement"
text = "우리 가게: {{ticket}}"
[[template]]
name = "resolved"
language = "ko"
mailbox = "sales"
text = "{{#text}}{{text}} / {{/text}}{{ticket}} 끝."
[[mailbox]]
name = "sales"
address = "sales@desk.example"
group = "cs"
)";

}  // namespace

TEST(Preview, ShowsTheVeryMailInTheWordsOfMailboxAndLanguage) {
  TestDesk desk("desk.example", texts);
  desk.receive(mail("a@customer.example").from("박서연 <park@customer.example>").saying("환불해 주세요."));
  desk.receive(mail("b@customer.example").from("Lee <lee@customer.example>").to("sales@desk.example"));
  const auto shown = desk.rehearsal().letter({{1}, "refund", "kim", "또 오세요."}).value();
  EXPECT_EQ(shown.letter.to.address, "park@customer.example");
  EXPECT_THAT(shown.text, HasSubstr("박서연님, 환불했습니다.\n또 오세요."));
  EXPECT_THAT(shown.mail, HasSubstr("To: "));
  EXPECT_THAT(desk.rehearsal().letter({{2}, "refund", "kim", {}}).value().text,
              HasSubstr("The shop says: refunded, Lee."));
  const auto letters = desk.letters().size();
  ASSERT_TRUE(desk.act(
      {.ticket = {1}, .action = "reply", .as = "kim", .text = "또 오세요.", .template_name = "refund"}));
  EXPECT_EQ(desk.letter_with_words("park@customer.example", LetterKind::public_reply).variables.at("text"),
            "박서연님, 환불했습니다.\n또 오세요.")
      << "what was previewed is what goes";
  EXPECT_EQ(desk.letters().size(), letters + 1) << "the preview sent nothing";
}

TEST(Preview, OwnTextsStandInPlaceOfTheShippedOnes) {
  TestDesk desk("desk.example", texts);
  desk.receive(mail("a@customer.example").saying("환불해 주세요."));
  const auto acknowledgement = desk.last_letter("park@customer.example");
  EXPECT_EQ(acknowledgement.template_name, "acknowledgement@");
  EXPECT_THAT(desk.rehearsal().letter({{1}, "acknowledgement", {}, {}}).value().text,
              HasSubstr("우리 가게: 1"));
  EXPECT_THAT(desk.rehearsal().letter({{1}, "resolved", "kim", {}}).value().text, Not(HasSubstr("끝.")))
      << "that one is for another mailbox";
  desk.receive(mail("b@customer.example").to("sales@desk.example").saying("환불해 주세요."));
  EXPECT_THAT(desk.rehearsal().letter({{2}, "resolved", "kim", "네"}).value().text, HasSubstr("네 / 2 끝."));
}

TEST(Preview, APageOfTheDeskHoldsEscapedValuesOnly) {
  TestDesk desk("desk.example", texts);
  desk.receive(mail("a@customer.example")
                   .from("\"<img src=x>\" <park@customer.example>")
                   .saying("Please refund my order, thank you for your help with this."));
  auto shown = desk.rehearsal().letter({{1}, "refund", "kim", {}}).value();
  if (shown.letter.language != "en") GTEST_SKIP() << "the language was not guessed";
  EXPECT_THAT(shown.html, HasSubstr("<i>&lt;img src=x&gt;</i>"));
  EXPECT_THAT(shown.html, Not(HasSubstr("<img")));
}

TEST(Preview, WhatCannotGoIsRefused) {
  TestDesk desk("desk.example", texts);
  desk.receive(mail("a@customer.example"));
  EXPECT_FALSE(desk.rehearsal().letter({{1}, "refunds", "kim", {}}));
  EXPECT_FALSE(desk.rehearsal().letter({{1}, "refund", "nobody", {}}));
  EXPECT_FALSE(desk.rehearsal().letter({{9}, "refund", "kim", {}}));
  EXPECT_FALSE(desk.rehearsal().letter({{1}, "public_reply", "kim", {}}));
  EXPECT_FALSE(desk.rehearsal().letter({{1}, "digest", "kim", {}}));
  EXPECT_THAT(desk.rehearsal().letter({{1}, "new_ticket", {}, {}}).value().letter.to.address,
              "kim@corp.example");
}

}  // namespace ticketd::daemon
