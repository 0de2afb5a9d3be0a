// What the mail clients of agents send beside words and commands, and whom it may reach.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {
namespace {

using core::EventKind, core::LetterKind, core::State, core::TicketId, core::Visibility;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;
using namespace std::chrono_literals;

constexpr auto kim = "kim@corp.example", park = "park@customer.example", eve = "eve@other.example";

/// A question of park's that kim was told of.
struct Question {
  TestDesk desk;
  core::Letter told;
  int mails = 0;
  explicit Question(const std::string& copied = {}) {
    auto asked = mail("q@customer.example");
    desk.receive(copied.empty() ? asked : asked.cc(copied));
    told = desk.last_letter(kim);
  }
  TestMail next_to(const core::Letter& letter) {
    return mail("kim" + std::to_string(++mails) + "@corp.example").answering(letter).proven();
  }
  core::Trace kim_says(const std::string& text) { return kim_says(text, told); }
  core::Trace kim_says(const std::string& text, const core::Letter& letter) {
    return desk.receive(next_to(letter).saying(text));
  }
  /// A mail whose client keeps the whole thread in References, as all of them do.
  core::Trace kim_says_in_thread(const std::string& text, const core::Letter& before,
                                 const core::Letter& answered) {
    return desk.receive(mail("kim" + std::to_string(++mails) + "@corp.example")
                            .from(kim)
                            .to(answered.reply_to)
                            .proven()
                            .head("In-Reply-To: <" + answered.message_id + ">\r\nReferences: <" +
                                  before.message_id + "> <" + answered.message_id + ">")
                            .saying(text));
  }
  /// A mail with a file and this text.
  core::Trace kim_sends_file(const std::string& text, const std::string& file_head) {
    return kim_sends_file(text, file_head, told);
  }
  core::Trace kim_sends_file(const std::string& text, const std::string& file_head,
                             const core::Letter& answered) {
    auto with_file = next_to(answered).bytes();
    const auto head = with_file.find("Content-Type: text/plain");
    with_file.resize(head);
    with_file +=
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; "
        "charset=utf-8\r\n\r\n" +
        text + "\r\n--b\r\n" + file_head + "\r\n\r\n%PDF-1.4\r\n--b--\r\n";
    return desk.receive(with_file, kim, answered.reply_to, "kim" + std::to_string(mails) + "@corp.example");
  }
  core::Entry newest(std::int64_t number = 1) { return desk.ticket(number).entries.back().entry; }
};

constexpr auto a_pdf =
    "Content-Type: application/pdf; name=price.pdf\r\nContent-Disposition: attachment; filename=price.pdf";
constexpr auto a_logo =
    "Content-Type: image/png; name=logo.png\r\nContent-Disposition: inline; filename=logo.png\r\nContent-ID: "
    "<logo@corp>";

TEST(AgentsMail, OnlyAnAnswerToTheQuestionItselfConfirms) {
  Question at;
  at.kim_says("#forward wrong@competitor.example");
  const auto asked = at.desk.last_letter(kim);
  ASSERT_EQ(asked.kind, LetterKind::confirmation);
  at.desk.receive(mail("more@customer.example").citing("q@customer.example").saying("Are you there?"));
  at.kim_says_in_thread("We are on it.", asked, at.desk.last_letter(kim));
  EXPECT_THAT(at.desk.letters("wrong@competitor.example"), IsEmpty());
  EXPECT_EQ(at.desk.letter_with_words(park, LetterKind::public_reply).variables["text"], "We are on it.");
}

TEST(AgentsMail, ACorrectedForwardIsTheOneThatIsConfirmed) {
  Question at;
  at.kim_says("#forward wrong@competitor.example");
  const auto first = at.desk.last_letter(kim);
  at.kim_says("#forward right@vendor.example");
  at.kim_says_in_thread("네", first, at.desk.last_letter(kim));
  EXPECT_THAT(at.desk.letters("wrong@competitor.example"), IsEmpty());
  EXPECT_THAT(at.desk.letters("right@vendor.example"), SizeIs(1));
}

TEST(AgentsMail, ANoIsANo) {
  for (const auto* no : {"아니요", "아니요, 보내지 마세요!", "No, please don't.", "Wait", "취소합니다"}) {
    Question at;
    at.kim_says("#forward vendor@parts.example");
    const auto asked = at.desk.last_letter(kim);
    at.kim_says(no, asked);
    EXPECT_EQ(at.desk.last_letter(kim).kind, LetterKind::command_result) << no;
    at.kim_says("yes", asked);
    EXPECT_THAT(at.desk.letters("vendor@parts.example"), IsEmpty()) << no;
  }
}

TEST(AgentsMail, AnAnswerToAQuestionThatWaitsNoLongerIsAnsweredAndDoesNothing) {
  for (const bool answered_before : {false, true}) {
    Question at;
    at.kim_says("#forward vendor@parts.example");
    const auto asked = at.desk.last_letter(kim);
    if (answered_before)
      at.kim_says("네", asked);
    else
      at.desk.pass(61min);
    const auto to_vendor = at.desk.letters("vendor@parts.example").size();
    const auto to_park = at.desk.letters(park).size();
    at.kim_says("네", asked);
    EXPECT_EQ(at.desk.letters("vendor@parts.example").size(), to_vendor);
    EXPECT_EQ(at.desk.letters(park).size(), to_park);
    EXPECT_THAT(at.desk.letter_with_words(kim, LetterKind::command_result).variables["problems"],
                HasSubstr("아무것도 실행하지 않았습니다"));
    EXPECT_EQ(at.newest().visibility, Visibility::private_);
  }
}

TEST(AgentsMail, ALateYesWithoutAReferenceIsNoAnswerToTheCustomer) {
  Question at;
  at.kim_says("#forward vendor@parts.example");
  const auto asked = at.desk.last_letter(kim);
  at.desk.pass(61min);
  const auto before = at.desk.letters(park).size();
  at.desk.receive(mail("late@corp.example")
                      .from(kim)
                      .to(asked.reply_to)
                      .proven()
                      .about("Re: " + asked.subject)
                      .saying("네"));
  EXPECT_EQ(at.desk.letters(park).size(), before);
  EXPECT_EQ(at.desk.last_letter(kim).kind, LetterKind::command_result);
}

TEST(AgentsMail, WhatIsConfirmedButNoLongerAllowedIsToldAndNotClaimedByTheHistory) {
  Question at;
  at.kim_says("#forward vendor@parts.example");
  const auto asked = at.desk.last_letter(kim);
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "spam"}));
  at.kim_says("네", asked);
  EXPECT_THAT(at.desk.letters("vendor@parts.example"), IsEmpty());
  EXPECT_THAT(at.desk.letter_with_words(kim, LetterKind::command_result).variables["problems"],
              HasSubstr("#전달 명령을 실행하지 않았습니다: 스팸함에 있는"));
  for (const auto& event : at.desk.ticket(1).events)
    EXPECT_FALSE(event.kind == EventKind::confirmation && event.to == "forward");
}

TEST(AgentsMail, AnAnswerToANoteStaysPrivateWhateverAddressItsClientTook) {
  Question at;
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "note", .as = "lee", .text = "They never pay."}));
  const auto note = at.desk.last_letter(kim);
  ASSERT_EQ(note.kind, LetterKind::note_added);
  const auto before = at.desk.letters(park).size();
  at.desk.receive(at.next_to(note).to(at.told.reply_to).saying("Let us ask for the money first."));
  EXPECT_EQ(at.desk.letters(park).size(), before);
  EXPECT_EQ(at.newest().visibility, Visibility::private_);

  at.kim_says_in_thread("We are on it.", note, at.told);
  EXPECT_EQ(at.newest().visibility, Visibility::public_) << "the note is only further up in the thread";
}

TEST(AgentsMail, WordsThatAnswerAMailToTheAgentAloneAreToldToBeANote) {
  for (const std::string command : {"", "#priority high\r\n"}) {
    Question at;
    at.kim_says("#reslove\r\nIt is on its way.");
    const auto refusal = at.desk.last_letter(kim);
    ASSERT_EQ(refusal.kind, LetterKind::command_result);
    at.kim_says(command + "It is on its way.", refusal);
    EXPECT_EQ(at.newest().text, "It is on its way.") << command;
    EXPECT_EQ(at.newest().visibility, Visibility::private_) << command;
    auto told = at.desk.letter_with_words(kim, LetterKind::command_result);
    EXPECT_EQ(told.variables["unheard"], "yes") << command;
    EXPECT_EQ(told.variables["text"], "It is on its way.") << command;
  }
}

TEST(AgentsMail, AWantedNoteIsNotExplained) {
  Question at;
  at.kim_says("#reslove\r\nIt is on its way.");
  const auto before = at.desk.letters(kim).size();
  at.kim_says("#note\r\nThey never pay.", at.desk.last_letter(kim));
  EXPECT_EQ(at.desk.letters(kim).size(), before);
}

TEST(AgentsMail, AnAgentWhoIsProvenAndAnswersNoMailOfOursIsNotTakenForAForger) {
  Question at;
  at.desk.receive(
      mail("lost@corp.example").from(kim).proven().about("Re: [#1] printer").saying("Try another cable."));
  EXPECT_EQ(at.desk.letter_with_words(kim, LetterKind::unverified).variables["no_token"], "yes");
  at.desk.receive(mail("forged@evil.example").answering(at.told).failed().saying("#resolve"));
  EXPECT_EQ(at.desk.letter_with_words(kim, LetterKind::unverified).variables["no_token"], "");
}

TEST(AgentsMail, AFollowUpOfSomebodyElseDoesNotTakeTheAnswerAway) {
  Question at("colleague@customer.example");
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "close", .as = "kim"}));
  const auto others = at.desk.receive(mail("other@customer.example")
                                          .from("colleague@customer.example")
                                          .citing("q@customer.example")
                                          .saying("A new thing."));
  ASSERT_EQ(others.ticket, TicketId{2});
  EXPECT_EQ(at.kim_says("Your salary is 5000.").ticket, TicketId{1});
  for (const auto& item : at.desk.outbox()) {
    const bool about_the_other =
        item.ticket == TicketId{2} && item.letter.to.address == "colleague@customer.example";
    EXPECT_TRUE(!about_the_other || item.letter.kind == LetterKind::acknowledgement);
  }

  const auto mine =
      at.desk.receive(mail("mine@customer.example").citing("q@customer.example").saying("Mine, too."));
  EXPECT_EQ(mine.ticket, TicketId{3});
  const auto again =
      at.desk.receive(mail("again@customer.example").citing("q@customer.example").saying("Hello?"));
  EXPECT_EQ(again.ticket, TicketId{3}) << "everybody stays with their own";
  const auto his = at.desk.receive(mail("his@customer.example")
                                       .from("colleague@customer.example")
                                       .citing("q@customer.example")
                                       .saying("Hello?"));
  EXPECT_EQ(his.ticket, TicketId{2});
}

TEST(AgentsMail, AFileAloneIsAnAnswer) {
  Question at;
  at.kim_sends_file("", a_pdf);
  EXPECT_EQ(at.newest().visibility, Visibility::public_);
  ASSERT_THAT(at.newest().attachments, SizeIs(1));
  EXPECT_EQ(at.desk.last_letter(park).kind, LetterKind::public_reply);

  at.kim_sends_file("#resolve", a_pdf);
  EXPECT_THAT(at.newest().attachments, SizeIs(1));
  EXPECT_EQ(at.desk.last_letter(park).kind, LetterKind::resolved);
  EXPECT_EQ(at.desk.ticket(1).ticket.state, State::resolved);

  at.kim_sends_file("#note", a_pdf);
  EXPECT_EQ(at.newest().visibility, Visibility::private_);
  EXPECT_THAT(at.newest().attachments, SizeIs(1));
}

TEST(AgentsMail, ALogoBesideACommandIsNoAnswer) {
  Question at;
  const auto before = at.desk.letters(park).size();
  at.kim_sends_file("#tag printer", a_logo);
  EXPECT_EQ(at.desk.letters(park).size(), before);
  EXPECT_THAT(at.desk.ticket(1).ticket.tags, testing::ElementsAre("printer"));
}

TEST(AgentsMail, WhatStandsInPlaceOfALogoBesideACommandIsNoAnswer) {
  for (const auto* logo : {"[image: logo.png]", "<image001.png>", "[cid:logo1]", "[logo]", "\uFFFC"}) {
    Question at;
    const auto before = at.desk.letters(park).size();
    at.kim_sends_file("#pending\r\n\r\n" + std::string(logo), a_logo);
    EXPECT_EQ(at.desk.letters(park).size(), before) << logo;
    EXPECT_THAT(at.desk.ticket(1).entries, SizeIs(1)) << logo;
    EXPECT_EQ(at.desk.ticket(1).ticket.state, State::pending) << logo;
  }
}

TEST(AgentsMail, APictureAloneIsAnAnswerAndBesideANoteANote) {
  Question at;
  at.kim_sends_file("[image: logo.png]", a_logo);
  EXPECT_EQ(at.newest().visibility, Visibility::public_);
  EXPECT_THAT(at.newest().attachments, SizeIs(1));
  at.kim_sends_file("#note\r\n[image: screen.png]", a_logo);
  EXPECT_EQ(at.newest().visibility, Visibility::private_);
  EXPECT_THAT(at.newest().attachments, SizeIs(1));
}

TEST(AgentsMail, WhatWasAttachedToAForwardIsNamedInTheQuestionAndKept) {
  Question at;
  at.kim_sends_file("#forward vendor@parts.example\r\nSee my price.", a_pdf);
  EXPECT_EQ(at.desk.letter_with_words(kim, LetterKind::confirmation).variables["left_files"], "price.pdf\n");
  EXPECT_EQ(at.newest().visibility, Visibility::private_);
  EXPECT_THAT(at.newest().attachments, SizeIs(1));
  at.kim_says("yes", at.desk.last_letter(kim));
  EXPECT_THAT(at.desk.last_letter("vendor@parts.example").attachments, IsEmpty());
}

TEST(AgentsMail, AFileOfTheConfirmingAnswerGoesAlongAndALogoDoesNot) {
  for (const auto& [file, sent] : {std::pair{a_pdf, 1U}, {a_logo, 0U}}) {
    Question at;
    at.kim_says("#forward vendor@parts.example\r\nSee my price.");
    EXPECT_EQ(at.desk.letter_with_words(kim, LetterKind::confirmation).variables["left_files"], "");
    at.kim_sends_file("yes", file, at.desk.last_letter(kim));
    EXPECT_THAT(at.desk.last_letter("vendor@parts.example").attachments, SizeIs(sent));
    EXPECT_THAT(at.newest().attachments, SizeIs(sent));
  }
}

TEST(AgentsMail, AMailThatOnlyQuotesOursGoesToNobodyAndItsAuthorIsTold) {
  Question at;
  const auto before = at.desk.letters(park).size();
  at.kim_says(
      "On Sat, Nov 21, 2026 at 6:00 PM Example Support <support@desk.example> wrote:\r\n> Assignee: kim\r\n> "
      "It does not print.");
  EXPECT_EQ(at.desk.letters(park).size(), before);
  EXPECT_EQ(at.newest().visibility, Visibility::private_);
  EXPECT_THAT(at.desk.letter_with_words(kim, LetterKind::command_result).variables["problems"],
              HasSubstr("아무에게도 보내지 않았습니다"));
}

TEST(AgentsMail, AnswersAmongLinesOfOurNoticeGoToNobodyAndAmongTheCustomersTheyGoOut) {
  const std::string ours = "> 담당자: 김민지\r\n> \r\n", customers =
                                                             "> When is the refund?\r\nIn three days.\r\n\r\n"
                                                             "> May I change the address?\r\nYes.\r\n";
  Question at;
  const auto before = at.desk.letters(park).size();
  at.kim_says(ours + customers);
  EXPECT_EQ(at.desk.letters(park).size(), before);
  EXPECT_THAT(at.desk.letter_with_words(kim, LetterKind::command_result).variables["problems"],
              HasSubstr("알림 메일의 문장 사이"));
  at.kim_says(customers);
  EXPECT_EQ(at.newest().visibility, Visibility::public_);
}

TEST(AgentsMail, WhatWasMeantAsANoteNeverBecomesPublic) {
  for (const auto* text :
       {"*#메모*\r\n이 고객은 까다롭습니다.", "- #note\r\nA difficult one.",
        "# 메모\r\n이 고객은 까다롭습니다.", "안녕하세요.\r\n#메모\r\n이 고객은 까다롭습니다.",
        "\xE2\x80\xA2 #note\r\nA difficult one.", "답변드립니다.\r\n\r\n#메모 이 고객은 까다롭습니다.",
        "1. #메모\r\n이 고객은 까다롭습니다.", "“#메모”\r\n이 고객은 까다롭습니다.",
        "##note\r\nA difficult one.", "Hello,\r\n#memo A difficult one.",
        "@이준호 #메모\r\n이 고객은 까다롭습니다."}) {
    Question at;
    const auto before = at.desk.letters(park).size();
    at.kim_says(text);
    EXPECT_EQ(at.desk.letters(park).size(), before) << text;
    EXPECT_EQ(at.newest().visibility, Visibility::private_) << text;
  }
}

TEST(AgentsMail, ACommandBelowTheAnswerStopsItAndTheAgentIsAsked) {
  Question at;
  const auto before = at.desk.letters(park).size();
  at.kim_says("답변드립니다.\r\n#해결");
  EXPECT_EQ(at.desk.letters(park).size(), before);
  EXPECT_EQ(at.desk.ticket(1).ticket.state, State::open);
  EXPECT_THAT(at.desk.letter_with_words(kim, LetterKind::command_result).variables["problems"],
              HasSubstr("다른 글 아래에 쓴 #해결"));
}

TEST(AgentsMail, ASentenceThatNamesANumberOrATopicGoesOut) {
  for (const auto* text : {"#123 주문은 오늘 출발합니다.", "답변드립니다.\r\n#shipping 을 참고해 주세요."}) {
    Question at;
    at.kim_says("답변드립니다.\r\n" + std::string(text));
    EXPECT_EQ(at.newest().visibility, Visibility::public_) << text;
  }
}

TEST(AgentsMail, ATokenOfOneTicketGivesNoRightsInAnother) {
  Question at;
  at.desk.receive(mail("e@other.example").from(eve));
  const auto to_eve = at.desk.last_letter(eve);
  const auto sent = at.next_to(at.told).saying("#resolve\r\nFor Park only: code 4711.");
  const auto trace = at.desk.receive(sent.bytes(), kim, to_eve.reply_to, sent.id());
  EXPECT_EQ(trace.ticket, TicketId{1}) << "whose token is the author's own";
  EXPECT_EQ(at.desk.ticket(2).ticket.state, State::open);
  EXPECT_EQ(at.desk.last_letter(park).kind, LetterKind::resolved);
  for (const auto& letter : at.desk.letters(eve)) EXPECT_EQ(letter.kind, LetterKind::acknowledgement);
}

TEST(AgentsMail, ACustomersAnswerToAMailThatWentAroundTheDeskIsPublic) {
  Question at;
  at.desk.receive(mail("direct@corp.example")
                      .from(kim)
                      .to(park)
                      .cc("support@desk.example")
                      .proven()
                      .citing("q@customer.example")
                      .saying("Try another cable."));
  const auto trace =
      at.desk.receive(mail("r@customer.example").citing("direct@corp.example").saying("That did it not."));
  EXPECT_EQ(trace.ticket, TicketId{1});
  EXPECT_EQ(at.newest().visibility, Visibility::public_);
}

TEST(AgentsMail, WhyACommandWasNotDoneIsSaidInTheAgentsLanguage) {
  for (const auto* line : {"#assign nobody",
                           "#transfer nowhere",
                           "#merge 99",
                           "#merge 1",
                           "#template unknown",
                           "#snooze",
                           "#snooze 1999-01-01",
                           "#cc support@desk.example",
                           "#cc lee@corp.example",
                           "#frobnicate",
                           "#resolv",
                           "#priority purple",
                           "#split",
                           "#undo",
                           "# resolve",
                           "#note",
                           "#internal-resolve",
                           "#tag a,b",
                           "#escalate cs",
                           "#undo\r\n#close"}) {
    TestDesk desk("desk.example",
                  "[[agent]]\nname = \"may\"\nemail = \"may@corp.example\"\n"
                  "language = \"en\"\n");
    desk.receive(mail("q@customer.example"));
    const auto told = desk.last_letter(kim);
    desk.receive(mail("k@corp.example").answering(told).proven().saying(line));
    auto problems = desk.letter_with_words(kim, LetterKind::command_result).variables["problems"];
    EXPECT_THAT(problems, testing::ContainsRegex("니다|인가요|함")) << line << ": " << problems;
    EXPECT_THAT(problems, testing::Not(testing::ContainsRegex(": [a-z]+ [a-z]+ "))) << problems;
    ASSERT_TRUE(desk.act({.ticket = {1}, .action = "assign", .agent = "may"}));
    desk.receive(
        mail("m@corp.example").answering(desk.last_letter("may@corp.example")).proven().saying(line));
    EXPECT_THAT(desk.letter_with_words("may@corp.example", LetterKind::command_result).variables["problems"],
                testing::Not(HasSubstr("니다")))
        << line;
  }
}

}  // namespace
}  // namespace ticketd::daemon
