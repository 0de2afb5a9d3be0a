// People whom an agent lets in by mail (`#cc`): they get the words that stood beside it, and nothing else.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {
namespace {

using core::LetterKind, core::TicketId;
using testing::IsEmpty, testing::SizeIs;

constexpr auto kim = "kim@corp.example", park = "park@customer.example", boss = "boss@customer.example";

/// Park's ticket, which kim has answered once.
struct Answered {
  TestDesk desk;
  core::Letter told;
  int mails = 0;
  Answered() {
    desk.receive(mail("q@customer.example"));
    told = desk.last_letter(kim);
    says("Please restart it.");
  }
  void says(const std::string& text) { says(text, told); }
  void says(const std::string& text, const core::Letter& answered) {
    desk.receive(
        mail("k" + std::to_string(++mails) + "@corp.example").answering(answered).proven().saying(text));
  }
  core::Letter question() { return desk.letter_with_words(kim, LetterKind::confirmation); }
};

TEST(Joining, WhoeverJoinsGetsTheAnswerOfThatVeryMailAndNothingFromBefore) {
  for (const auto* text : {"#cc boss@customer.example\r\nWe will come tomorrow.",
                           "#해결\r\n#참조 boss@customer.example\r\nWe will come tomorrow."}) {
    Answered at;
    at.says(text);
    EXPECT_THAT(at.desk.letters(park), SizeIs(3)) << "the customer does not wait: " << text;
    EXPECT_THAT(at.desk.letters(boss), IsEmpty()) << "not before kim agrees";
    EXPECT_EQ(at.question().variables.at("answer"), "We will come tomorrow.");
    at.says("네", at.question());
    ASSERT_THAT(at.desk.letters(boss), SizeIs(1)) << text;
    const auto joined = at.desk.letter_with_words(boss, LetterKind::public_reply);
    EXPECT_EQ(joined.variables.at("text"), "We will come tomorrow.");
    EXPECT_THAT(joined.references, IsEmpty()) << "no id of a mail from before";
    EXPECT_THAT(at.desk.letters(park), SizeIs(3)) << "nobody gets it twice";
    EXPECT_THAT(at.desk.ticket(1).entries.back().sent_to, SizeIs(2)) << "the ticket shows who got it";
  }
}

TEST(Joining, WordsForColleaguesAndCommandsAloneReachNobodyWhoJoins) {
  for (const auto* text : {"#note\r\n#cc boss@customer.example\r\nTheir boss is on our side.",
                           "#cc boss@customer.example", "#resolve\r\n#cc boss@customer.example"}) {
    Answered at;
    at.says(text);
    at.says("yes", at.question());
    EXPECT_THAT(at.desk.ticket(1).ticket.participants, SizeIs(1)) << text;
    EXPECT_THAT(at.desk.letters(boss), IsEmpty()) << text;
  }
}

TEST(Joining, WhoeverTakesPartAlreadyGetsNothingTwice) {
  Answered at;
  at.says("#cc park@customer.example\r\nWe will come tomorrow.");
  at.says("yes", at.question());
  EXPECT_THAT(at.desk.letters(park), SizeIs(3));
}

TEST(Joining, TheAnswerIsFoundAfterItsTicketWasMerged) {
  Answered at;
  at.says("#cc boss@customer.example\r\nWe will come tomorrow.");
  const auto question = at.question();
  at.desk.receive(mail("other@customer.example").about("another printer"));
  at.says("#merge 1", at.desk.last_letter(kim));
  at.says("yes", question);
  ASSERT_THAT(at.desk.letters(boss), SizeIs(1));
  EXPECT_EQ(at.desk.letter_with_words(boss, LetterKind::public_reply).variables.at("ticket"), "2");
}

TEST(Joining, WhatMayNoLongerLeaveTheHouseDoesNot) {
  Answered at;
  at.says("#cc boss@customer.example\r\nWe will come tomorrow.");
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "spam", .as = "kim"}));
  at.says("yes", at.question());
  EXPECT_THAT(at.desk.letters(boss), IsEmpty());
}

}  // namespace
}  // namespace ticketd::daemon
