// Whom an agent's answer reaches when a forward stands in the thread: the mail that is answered decides, and
// not what its client cites beside it.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {
namespace {

using core::LetterKind, core::TicketId, core::Visibility;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

constexpr auto kim = "kim@corp.example", lee = "lee@corp.example", park = "park@customer.example",
               vendor = "vendor@parts.example";

/// Park's ticket, which kim showed to a vendor, who answered.
struct Forwarded {
  TestDesk desk;
  core::Letter told, shown, news;
  int mails = 0;
  Forwarded() {
    desk.receive(mail("q@customer.example"));
    told = desk.last_letter(kim);
    says(told, "#forward vendor@parts.example\r\nWhat is this?");
    says(desk.last_letter(kim), "yes");
    shown = desk.last_letter(vendor);
    desk.receive(mail("v@parts.example").answering(shown).saying("A fuse."));
    news = desk.last_letter(kim);
  }
  /// As clients do it: References has the whole thread of what is answered.
  TestMail answer(const core::Letter& letter, const std::string& text) {
    std::string thread;
    for (const auto& id : letter.references) thread += " <" + id + ">";
    auto sent = mail("m" + std::to_string(++mails) + "@corp.example");
    return sent.from(letter.to.address)
        .to(letter.reply_to)
        .about("Re: " + letter.subject)
        .proven()
        .head("In-Reply-To: <" + letter.message_id + ">")
        .head("References:" + thread + " <" + letter.message_id + ">")
        .saying(text);
  }
  core::Trace says(const core::Letter& letter, const std::string& text) {
    return desk.receive(answer(letter, text));
  }
  std::size_t to_vendor() { return desk.letters(vendor).size(); }
  store::TicketView::EntryView newest(std::int64_t number = 1) { return desk.ticket(number).entries.back(); }
};

TEST(CircleAnswers, AnAnswerToAColleaguesNoteReachesNobodyOutside) {
  Forwarded at;
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "note", .as = "lee", .text = "They are thieves."}));
  const auto note = at.desk.last_letter(kim);
  ASSERT_THAT(note.references, testing::Contains(at.news.message_id)) << "the thread names the circle";
  at.says(note, "I agree.");
  EXPECT_EQ(at.to_vendor(), 1U);
  EXPECT_EQ(at.newest().entry.text, "I agree.");
  EXPECT_FALSE(at.newest().entry.forward);
}

TEST(CircleAnswers, AnAnswerToAQuestionOrAResultReachesNobodyOutside) {
  Forwarded at;
  at.says(at.news, "#cc boss@customer.example");
  auto question = at.desk.last_letter(kim);
  ASSERT_EQ(question.kind, LetterKind::confirmation);
  question.to.address = lee;  // who got it from kim
  at.says(question, "They are thieves.");
  at.says(at.told, "#tag fuse");
  at.says(at.desk.last_letter(kim), "They really are.");
  EXPECT_EQ(at.to_vendor(), 1U);
}

TEST(CircleAnswers, AnAnswerToTheVendorsWordsReachesTheVendor) {
  Forwarded at;
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "note", .as = "lee", .text = "They are thieves."}));
  at.says(at.news, "How much is one?");
  EXPECT_EQ(at.to_vendor(), 2U);
  ASSERT_THAT(at.newest().sent_to, SizeIs(1));
}

TEST(CircleAnswers, WordsAboutSpamReachNobodyWhicheverMailTheyAnswer) {
  for (const bool of_vendor : {false, true}) {
    Forwarded at;
    at.desk.receive(mail("r@customer.example").citing("q@customer.example").saying("Buy my coins."));
    at.says(of_vendor ? at.news : at.desk.last_letter(kim), "#spam\r\nThe same fraud as last year.");
    EXPECT_EQ(at.to_vendor(), 1U);
    EXPECT_EQ(at.newest().entry.text, "The same fraud as last year.");
  }
}

TEST(CircleAnswers, AnAnswerFindsItsVendorAfterTheTicketWasMerged) {
  Forwarded at;
  at.desk.receive(mail("other@customer.example").about("another printer"));
  at.says(at.desk.last_letter(kim), "#merge 1");
  at.says(at.news, "How much is one?");
  EXPECT_EQ(at.to_vendor(), 2U);
  ASSERT_THAT(at.newest(2).sent_to, SizeIs(1));
}

TEST(CircleAnswers, AnAnswerToAVendorStaysWithTheClosedTicketThatTheVendorKnows) {
  Forwarded at;
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "close", .as = "kim"}));
  at.desk.receive(mail("more@customer.example").citing("q@customer.example").saying("It is back."));
  ASSERT_THAT(at.desk.tickets(), SizeIs(2));
  EXPECT_EQ(at.says(at.news, "How much is one?").ticket, TicketId{1});
  EXPECT_EQ(at.to_vendor(), 2U);
  EXPECT_EQ(at.says(at.told, "We are on it.").ticket, TicketId{2}) << "the customer goes on there";
}

TEST(CircleAnswers, WhereARelayRewroteWhatIsAnsweredTheAgentHearsThatNobodyGotIt) {
  Forwarded at;
  at.desk.receive(mail("k@corp.example")
                      .from(kim)
                      .to(at.news.reply_to)
                      .proven()
                      .head("In-Reply-To: <rewritten@relay.example>")
                      .head("References: <" + at.shown.message_id + "> <rewritten@relay.example>")
                      .saying("How much is one?"));
  EXPECT_EQ(at.to_vendor(), 1U);
  EXPECT_EQ(at.newest().entry.text, "How much is one?");
  EXPECT_THAT(at.desk.letter_with_words(kim, LetterKind::command_result).variables["problems"],
              HasSubstr("어느 메일에 대한 답장인지 알 수 없고"));
}

TEST(CircleAnswers, OnlyPlainConsentForwardsAndWhatWasSaidInsteadIsKeptAndTold) {
  for (const auto* text : {"#note remember this", "yes\r\n#note remember this", "yes, and remember this",
                           "wait, remember this", "who is this? remember this"}) {
    Forwarded at;
    at.says(at.told, "#forward other@parts.example\r\nAnd you?");
    const auto question = at.desk.last_letter(kim);
    ASSERT_EQ(question.kind, LetterKind::confirmation);
    at.says(question, text);
    EXPECT_THAT(at.desk.letters("other@parts.example"), IsEmpty()) << text;
    EXPECT_THAT(at.newest().entry.text, HasSubstr("remember this")) << text;
    EXPECT_EQ(at.newest().entry.visibility, Visibility::private_);
    auto told = at.desk.letter_with_words(kim, LetterKind::command_result);
    EXPECT_THAT(told.variables["problems"], HasSubstr("#전달 명령을 실행하지 않았습니다")) << text;
    EXPECT_THAT(told.variables["text"], HasSubstr("remember this")) << text;
  }
}

TEST(CircleAnswers, AQuestionThatWasAnsweredUnclearlyStillWaits) {
  Forwarded at;
  at.says(at.told, "#forward other@parts.example\r\nAnd you?");
  const auto question = at.desk.last_letter(kim);
  at.says(question, "who is this?");
  at.says(question, "네\r\n\r\n김민지 드림");
  EXPECT_THAT(at.desk.letters("other@parts.example"), SizeIs(1));
}

TEST(CircleAnswers, ACustomerCannotHaveAnswersGoToAnAgentsOwnMailbox) {
  TestDesk desk;
  desk.receive(mail("q@customer.example").head("Reply-To: kim@corp.example").proven());
  desk.receive(mail("k@corp.example").answering(desk.last_letter(kim)).proven().saying("Is it on?"));
  EXPECT_EQ(desk.last_letter(park).kind, LetterKind::public_reply);
  desk.receive(mail("r@customer.example")
                   .citing("q@customer.example")
                   .head("Reply-To: lee@corp.example")
                   .proven()
                   .saying("It is."));
  EXPECT_EQ(desk.ticket(1).ticket.reply_to, "");
}

constexpr auto vault = R"(
[[group]]
name = "vault"
visible_to = "members"
[[mailbox]]
name = "vault"
address = "vault@desk.example"
group = "vault"
[[agent]]
name = "han"
email = "han@corp.example"
groups = ["vault", "cs"]
)";

/// A ticket that kim was told of, and one of han's group, which kim may not see.
struct Guarded {
  TestDesk desk{"desk.example", vault};
  Guarded() {
    desk.receive(mail("open@customer.example"));
    desk.receive(mail("secret@customer.example")
                     .to("vault@desk.example")
                     .about("The sale of a house")
                     .saying("Quietly, please."));
  }
};

TEST(MembersOnly, TheSubjectIsNotToldToAnAgentWhoMayNotSeeTheTicket) {
  Guarded at;
  const auto told = at.desk.last_letter(kim);
  at.desk.receive(
      mail("h@corp.example").answering(at.desk.last_letter("han@corp.example")).proven().saying("#merge 1"));
  ASSERT_EQ(at.desk.ticket(1).ticket.state, core::State::merged);
  at.desk.receive(mail("k@corp.example").answering(told).proven().saying("Is it switched on?"));
  const auto result = at.desk.letter_with_words(kim, LetterKind::command_result);
  EXPECT_THAT(at.desk.bytes_of(result), testing::Not(HasSubstr("sale of a house")));
}

TEST(MembersOnly, WhoeverNamesAColleagueWhoMayNotSeeTheTicketHearsSo) {
  Guarded at;
  const auto to_kim = at.desk.letters(kim).size();
  at.desk.receive(mail("h@corp.example")
                      .answering(at.desk.last_letter("han@corp.example"))
                      .proven()
                      .saying("#note @kim @han please look."));
  EXPECT_EQ(at.desk.letters(kim).size(), to_kim);
  EXPECT_EQ(at.desk.letter_with_words("han@corp.example", LetterKind::command_result).variables["not_told"],
            "kim\n");
}

}  // namespace
}  // namespace ticketd::daemon
