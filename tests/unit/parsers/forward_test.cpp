#include "parsers/forward.h"

#include "parsers/parse.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::parsers {
namespace {

using core::Address;

struct ClientForward {
  const char* client;
  const char* subject;
  std::string text;
};
void PrintTo(const ClientForward& forward, std::ostream* out) { *out << forward.client; }

class Forwarded : public testing::TestWithParam<ClientForward> {};

TEST_P(Forwarded, GivesTheOriginalAuthorSubjectAndText) {
  const auto text = "확인 부탁드립니다.\n\n" + GetParam().text + "\n주문한 물건이 오지 않습니다.\n\n김민지\n";
  const auto mail = find_forward(text, {.subject = GetParam().subject});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->from, (Address{"김민지", "minji@example.com"}));
  EXPECT_EQ(mail->subject, "배송 문의");
  EXPECT_EQ(mail->text, "주문한 물건이 오지 않습니다.\n\n김민지");
  EXPECT_EQ(mail->comment, "확인 부탁드립니다.");
  EXPECT_FALSE(mail->date.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Clients, Forwarded,
    testing::Values(
        ClientForward{"Gmail", "Fwd: 배송 문의",
                      "---------- Forwarded message ---------\n보낸사람: 김민지 <minji@example.com>\nDate: "
                      "2026년 11월 2일 (월) "
                      "오전 10:05\nSubject: 배송 문의\nTo: <support@example.com>\n\n"},
        ClientForward{"Gmail in English", "Fwd: 배송 문의",
                      "---------- Forwarded message ---------\nFrom: 김민지 <minji@example.com>\nDate: Mon, "
                      "Nov 2, 2026 at "
                      "10:05 AM\nSubject: 배송 문의\nTo: Support <support@example.com>\n\n"},
        ClientForward{"Apple Mail", "Fwd: 배송 문의",
                      "시작 전달된 메시지:\n\n보낸 사람: 김민지 <minji@example.com>\n제목: 배송 문의\n날짜: "
                      "2026년 11월 2일 "
                      "오전 10시 5분 12초 GMT+9\n받는 사람: support@example.com\n"},
        ClientForward{"Outlook", "FW: 배송 문의",
                      "보낸 사람: 김민지 <minji@example.com>\n보낸 날짜: 2026년 11월 2일 월요일 오전 "
                      "10:05\n받는 사람: 지원팀 "
                      "<support@example.com>\n제목: 배송 문의\n"},
        ClientForward{"Outlook without a prefix", "배송 문의",
                      "________________________________\n보낸 사람: 김민지 <minji@example.com>\n보낸 날짜: "
                      "2026년 11월 2일 "
                      "월요일 오전 10:05\n받는 사람: 지원팀 <support@example.com>\n제목: 배송 문의\n"},
        ClientForward{"Zoho", "Fwd: 배송 문의",
                      "============ Forwarded message ============\nFrom: 김민지 <minji@example.com>\nTo: "
                      "<support@example.com>\nDate: Mon, 02 Nov 2026 10:05:12 +0900\nSubject: 배송 문의\n"
                      "============ Forwarded message ============\n\n"},
        ClientForward{"Thunderbird", "Fwd: 배송 문의",
                      "-------- 전달된 메시지 --------\n제목: \t배송 문의\n날짜: \tMon, 2 Nov 2026 10:05:12 "
                      "+0900\n보낸 사람: "
                      "\t김민지 <minji@example.com>\n받는 사람: \tsupport@example.com\n\n\n"},
        ClientForward{"Naver", "FW: 배송 문의",
                      "-----Original Message-----\nFrom: \"김민지\" <minji@example.com>\nTo: "
                      "<support@example.com>\nCc: \nSent: "
                      "2026-11-02 (월) 10:05:12 (GMT+09:00)\nSubject: 배송 문의\n\n"},
        ClientForward{"Daum", "전달: 배송 문의",
                      "--------- 원본 메일 ---------\n보낸사람: 김민지 <minji@example.com>\n받는사람: "
                      "<support@example.com>\n날짜: 2026년 11월 2일 월요일, 10시 05분\n제목: 배송 문의\n"},
        ClientForward{
            "Yahoo, one line", "Fwd: 배송 문의",
            "   ----- Forwarded Message ----- From: 김민지 <minji@example.com>To: \"support@example.com\" "
            "<support@example.com>Sent: Monday, November 2, 2026, 10:05:12 AM GMT+9Subject: 배송 문의\n"},
        ClientForward{"Outlook for Mac", "FW: 배송 문의",
                      "On 02/11/2026 10:05, \"김민지\" <minji@example.com> wrote:\n\n"},
        ClientForward{"Outlook for Mac in Hungarian", "FW: 배송 문의",
                      "2026. 11. 02. 10:05 időpontban 김민지 (<minji@example.com>) ezt írta:\n\n"},
        ClientForward{"Yandex", "Fwd: 배송 문의",
                      "-------- Пересылаемое сообщение --------\n02.11.2026, 10:05, \"김민지\" "
                      "<minji@example.com>:\n\n"},
        ClientForward{
            "SquirrelMail", "Fwd: 배송 문의",
            "---------------------------- Original Message ----------------------------\nSubject: 배송 "
            "문의\nFrom:    \"김민지\" <minji@example.com>\nDate:    Mon, November 2, 2026 10:05 am\nTo:     "
            " "
            "support@example.com\n--------------------------------------------------------------------------"
            "\n\n"},
        ClientForward{"Outlook for Mac, half days", "FW: 배송 문의",
                      "On 11/2/2026 10:05 AM, \"김민지\" <minji@example.com> wrote:\n\n"},
        ClientForward{
            "Apple Mail in Romanian", "Fwd: 배송 문의",
            "Începe mesajul redirecționat:\n\nExpeditorul: 김민지 <minji@example.com>\nSubiectul: 배송 "
            "문의\nData: 2 noiembrie 2026 la 10:05:12 EET\nDestinatarul: support@example.com\n"},
        ClientForward{
            "Apple Mail in Greek", "Fwd: 배송 문의",
            "Αρχή προωθημένου μηνύματος:\n\nΑπό: 김민지 <minji@example.com>\nΘέμα: 배송 문의\n"
            "Ημερομηνία: 2 Νοεμβρίου 2026, 10:05\nΠρος: support@example.com\nΚοιν.: a@example.com\n"}));

TEST(Forward, KeepsEveryRecipient) {
  const auto mail = find_forward(
      "From: Ann Lee<mailto:ann@example.com> <ann@example.com<mailto:ann@example.com>>\nSent: Monday, "
      "November 2, 2026 10:05\n"
      "To: Kim, Minji <minji@example.com>; lee@example.com <lee@example.com>;\n Park <park@example.com>\n"
      "Cc: bo@example.com, Cy <cy@example.com>\nSubject: Delivery\n\nHello",
      {.subject = "FW: Delivery"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->from, (Address{"Ann Lee", "ann@example.com"}));
  EXPECT_EQ(mail->to,
            (std::vector<Address>{
                {"Kim, Minji", "minji@example.com"}, {"", "lee@example.com"}, {"Park", "park@example.com"}}));
  EXPECT_EQ(mail->cc, (std::vector<Address>{{"", "bo@example.com"}, {"Cy", "cy@example.com"}}));
  EXPECT_EQ(mail->comment, "");
}

TEST(Forward, UnderstoodDatesAreRfc3339) {
  const auto mail = find_forward(
      "-------- Forwarded Message --------\nSubject: Delivery\nDate: Mon, 2 Nov 2026 10:05:12 +0900\nFrom: "
      "Ann <ann@example.com>\n\nHi",
      {.subject = "Fwd: Delivery"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->date, "2026-11-02T01:05:12Z");
}

TEST(Forward, AQuotedHeaderNeedsNoDate) {
  const std::string header =
      "> Message du 02/11/26 10:05\n> De : \"김민지\" <minji@example.com>\n> A : support@example.com\n"
      "> Objet : 배송 문의\n>\n> 언제 오나요?\n";
  const auto mail = find_forward("확인 부탁드립니다.\n\n" + header, {.subject = "TR: 배송 문의"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->from, (Address{"김민지", "minji@example.com"}));
  EXPECT_EQ(mail->text, "언제 오나요?");
  EXPECT_FALSE(find_forward(
      "이렇게 보내 주세요.\n\nFrom: you@example.com\nTo: help@example.com\nSubject: 신청\n\n이름\n",
      {.subject = "신청 방법"}));
}

TEST(Forward, QuotedForwardLosesItsMarks) {
  const auto mail = find_forward(
      "See below.\n\n> Begin forwarded message:\n>\n> From: Ann <ann@example.com>\n> Subject: Delivery\n> "
      "Date: 2 November 2026 at "
      "10:05:12 GMT+9\n> To: support@example.com\n>\n> Where is it?\n>\n> > an older line\n",
      {.subject = "Fwd: Delivery"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->text, "Where is it?\n\n> an older line");
  EXPECT_EQ(mail->comment, "See below.");
}

TEST(Forward, AForwardOfAForwardIsTheOuterOneWithTheInnerInItsText) {
  const auto mail = find_forward(
      "---------- Forwarded message ---------\nFrom: Ann <ann@example.com>\nDate: Mon, 2 Nov 2026 at "
      "10:05\nSubject: Fwd: Delivery\nTo: "
      "desk@example.com\n\nlook\n\n---------- Forwarded message ---------\nFrom: Bo <bo@example.com>\nDate: "
      "Sun, 1 Nov 2026 at "
      "09:00\nSubject: Delivery\nTo: ann@example.com\n\nWhere is it?",
      {.subject = "Fwd: Fwd: Delivery"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->from.address, "ann@example.com");
  EXPECT_TRUE(mail->text.ends_with("Where is it?"));
}

TEST(Forward, AnAnswerIsNoForward) {
  const std::string outlook =
      "Yes.\n\nFrom: Ann <ann@example.com>\nSent: Monday, November 2, 2026 10:05\nTo: Support\nSubject: "
      "Delivery\n\nOk?";
  EXPECT_FALSE(find_forward(outlook, {.subject = "RE: Delivery"}));
  EXPECT_FALSE(find_forward(outlook, {.subject = "Delivery", .answers = true}));
  EXPECT_FALSE(find_forward("Yes.\n\nOn 2 Nov 2026, at 10:05, Ann <ann@example.com> wrote:\n> Ok?",
                            {.subject = "Delivery"}));
}

TEST(Forward, AForwardInsideAQuoteIsNotThisAuthors) {
  EXPECT_FALSE(find_forward(
      "Thank you.\n\nOn 2 Nov 2026, at 10:05, Ann <ann@example.com> wrote:\n> ---------- Forwarded message "
      "---------\n> From: Bo <bo@example.com>\n> Date: Sun, 1 Nov 2026\n> Subject: x\n> To: "
      "y@example.com\n>\n> z",
      {.subject = "Re: Delivery", .answers = true}));
}

TEST(Forward, ATableOfBarsIsAHeader) {
  const auto mail = find_forward(
      "확인 부탁드립니다.\n\n---- 转发的邮件 ----\n| 发件人 | 김민지<minji@example.com> |\n| 发送日期 | "
      "2026年11月02日 "
      "10:05 |\n| 收件人 | support@example.com |\n| 主题 | 배송 문의 |\n\n물건이 오지 않습니다.\n",
      {.subject = "转发：배송 문의"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->from, (Address{"김민지", "minji@example.com"}));
  EXPECT_EQ(mail->subject, "배송 문의");
  EXPECT_EQ(mail->text, "물건이 오지 않습니다.");
  EXPECT_FALSE(find_forward("| From | To | Date |\n| Seoul | Busan | 2 Nov |\n", {.subject = "Fwd: trains"}));
}

TEST(Forward, ATitleInUnknownWordsIsNoComment) {
  const auto mail = find_forward(
      "Look.\n\n-------- Qwerty asdf --------\nFrom: Ann <ann@example.com>\nDate: 2 Nov 2026 10:05\nTo: "
      "kim@example.com\nSubject: Parcel\n\nIt is late.\n",
      {.subject = "Fwd: Parcel"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->comment, "Look.");
  EXPECT_EQ(mail->text, "It is late.");
}

TEST(Forward, AnAttachedMailIsForwardedWithItsHeader) {
  core::Mail attached;
  attached.from = {{"김민지", "minji@example.com"}};
  attached.to = {{"", "support@example.com"}};
  attached.subject = "배송 문의";
  attached.message_id = "a@example.com";
  attached.text = "물건이 오지 않습니다.";
  const auto mail = forwarded_from(attached, "확인 부탁드립니다.\n");
  EXPECT_EQ(mail.from.address, "minji@example.com");
  EXPECT_EQ(mail.message_id, "a@example.com");
  EXPECT_EQ(mail.comment, "확인 부탁드립니다.");
  EXPECT_EQ(mail.text, attached.text);
}

TEST(Forward, AMailWithOneAttachedMailForwardsIt) {
  const auto mail = parse(
      "From: kim@example.com\r\nTo: support@example.com\r\nSubject: Fwd: Delivery\r\nMIME-Version: "
      "1.0\r\nContent-Type: "
      "multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n#note\r\nplease "
      "look\r\n--b\r\nContent-Type: "
      "message/rfc822\r\n\r\nFrom: Ann <ann@example.com>\r\nTo: kim@example.com\r\nSubject: "
      "Delivery\r\nMessage-ID: "
      "<a@example.com>\r\n\r\nWhere is it?\r\n--b--\r\n");
  ASSERT_TRUE(mail.forwarded);
  EXPECT_EQ(mail.forwarded->from.address, "ann@example.com");
  EXPECT_EQ(mail.forwarded->message_id, "a@example.com");
  EXPECT_EQ(mail.forwarded->text, "Where is it?");
  EXPECT_EQ(mail.commands.size(), 1U);
}

TEST(Forward, OfSeveralAttachedMailsOfOneAuthorTheFirstIsTold) {
  const auto attached = [](const std::string& from, const std::string& subject) {
    return "--b\nContent-Type: message/rfc822\n\nFrom: " + from + "\nSubject: " + subject +
           "\n\nIt is late.\n";
  };
  const auto with = [](const std::string& mails) {
    return parse(
        "From: kim@example.com\nSubject: Fwd: two mails\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\n\nPlease look.\n" +
        mails + "--b--\n");
  };
  const auto by_one =
      with(attached("Ann <ann@example.com>", "first") + attached("ANN@example.com", "second"));
  ASSERT_TRUE(by_one.forwarded);
  EXPECT_EQ(by_one.forwarded->subject, "first");
  EXPECT_EQ(by_one.forwarded->from.address, "ann@example.com");
  EXPECT_FALSE(with(attached("ann@example.com", "first") + attached("bo@example.com", "second")).forwarded);
}

TEST(SubjectPrefix, OfAnyLanguageTellsAnswersFromForwards) {
  for (const auto* subject :
       {"Fwd: x", "FW: x", "WG: x", "TR : x", "RV: x", "전달: x", "[전달] x", "转发：x", "Fwd[2]: x"})
    EXPECT_EQ(subject_kind(subject), SubjectKind::forward) << subject;
  for (const auto* subject : {"Re: x", "AW: x", "SV: x", "회신: x", "[RE] x", "Re[3]: x", "回复: x"})
    EXPECT_EQ(subject_kind(subject), SubjectKind::reply) << subject;
  for (const auto* subject : {"x", "Order: x", "[shop] x", "문의: x", ": x"})
    EXPECT_EQ(subject_kind(subject), SubjectKind::plain) << subject;
  EXPECT_EQ(without_subject_prefixes("Re: Fwd: [전달] 배송 문의"), "배송 문의");
}

}  // namespace
}  // namespace ticketd::parsers
