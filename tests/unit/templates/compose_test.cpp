#include "templates/compose.h"

#include "letters.h"

#include <gmock/gmock.h>

namespace ticketd::templates {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string composed(const core::Letter& letter, const std::vector<core::Attachment>& files = {}) {
  const auto mail = compose(letter, files, shipped());
  return mail ? *mail : "refused: " + mail.error().detail;
}

std::vector<std::string> field_names(std::string_view mail) {
  std::vector<std::string> names;
  for (const auto& line : header_lines(mail)) names.push_back(line.substr(0, line.find(':')));
  return names;
}

core::Attachment file(std::string name, std::string content, std::string type = "application/pdf") {
  return {.filename = std::move(name),
          .content_type = std::move(type),
          .content = std::move(content),
          .content_id = {},
          .disposition = "attachment"};
}

TEST(Compose, AnAnswerIsExactlyTheseBytes) {
  auto letter = answer_to_customer();
  letter.from.name = "Example Support";
  letter.to.name = "";
  letter.subject = "[#42] Your order";
  letter.language = "en";
  letter.variables["text"] = "It left today.\n\nKind regards\nMinji";
  EXPECT_EQ(composed(letter),
            "From: Example Support <support@example.com>\r\n"
            "To: hong@customer.example\r\n"
            "Reply-To: support+cabc@example.com\r\n"
            "Subject: [#42] Your order\r\n"
            "Date: Sun, 22 Nov 2026 09:30:05 +0000\r\n"
            "Message-ID: <cabc.1@desk.example.com>\r\n"
            "In-Reply-To: <question@customer.example>\r\n"
            "References: <first@customer.example> <question@customer.example>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative; boundary=\"=_a4fc6b8575db7fd13\"\r\n"
            "\r\n"
            "--=_a4fc6b8575db7fd13\r\n"
            "Content-Type: text/plain; charset=\"utf-8\"\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "It left today.\r\n"
            "\r\n"
            "Kind regards\r\n"
            "Minji\r\n"
            "--=_a4fc6b8575db7fd13\r\n"
            "Content-Type: text/html; charset=\"utf-8\"\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "<!DOCTYPE html>\r\n"
            "<html lang=3D\"en\">\r\n"
            "<head><meta charset=3D\"utf-8\"></head>\r\n"
            "<body style=3D\"font-family: sans-serif; line-height: 1.6; color: #222\">\r\n"
            "<div>It left today.<br>\r\n"
            "<br>\r\n"
            "Kind regards<br>\r\n"
            "Minji</div>\r\n"
            "</body>\r\n"
            "</html>\r\n"
            "--=_a4fc6b8575db7fd13--\r\n");
}

TEST(Compose, TheSameLetterGivesTheSameBytes) {
  const auto letter = answer_to_customer();
  const std::vector files{file("a.pdf", "%PDF")};
  EXPECT_EQ(composed(letter, files), composed(letter, files));
}

TEST(Compose, AnswersOfPeopleAreNotMarkedAutomatic) {
  EXPECT_THAT(field_names(composed(answer_to_customer())),
              ElementsAre("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To",
                          "References", "MIME-Version", "Content-Type"));
}

TEST(Compose, AutomaticMailSaysSo) {
  auto letter = full_letter(core::LetterKind::acknowledgement, "ko");
  letter.auto_submitted = "auto-replied";
  letter.loop_id = "3f6a";
  const auto mail = composed(letter);
  EXPECT_EQ(field(mail, "Auto-Submitted"), "auto-replied");
  EXPECT_EQ(field(mail, "X-Auto-Response-Suppress"), "All");
  EXPECT_EQ(field(mail, "X-Ticketd-Loop"), "3f6a");
  EXPECT_EQ(field(mail, "Precedence"), "bulk");

  letter.kind = core::LetterKind::new_ticket;
  EXPECT_EQ(field(composed(letter), "Precedence"), "");
}

TEST(Compose, OnlyFilesMakeItMixed) {
  EXPECT_THAT(field(composed(answer_to_customer()), "Content-Type"), HasSubstr("multipart/alternative"));
  const auto mail = composed(answer_to_customer(), {file("계약서.pdf", "%PDF")});
  EXPECT_THAT(field(mail, "Content-Type"), HasSubstr("multipart/mixed"));
  EXPECT_THAT(mail, HasSubstr("filename*=UTF-8''%EA%B3%84%EC%95%BD%EC%84%9C.pdf"));
  EXPECT_THAT(mail, HasSubstr("Content-Type: application/pdf; name=\"=?UTF-8?B?"));
  EXPECT_THAT(mail, HasSubstr("JVBERg=="));
}

TEST(Compose, AttachedMailsAndOddTypesTravelAsPlainFiles) {
  const auto mail = composed(answer_to_customer(), {file("", "Subject: x\r\n\r\ny", "message/rfc822"),
                                                    file("b.bin", "z", "x\r\nBcc: a@evil.example/b")});
  EXPECT_THAT(mail, Not(HasSubstr("message/rfc822")));
  EXPECT_THAT(mail, HasSubstr("filename=\"message.eml\""));
  EXPECT_THAT(mail, Not(HasSubstr("Bcc")));
}

TEST(Compose, ATextKeepsTheCharsetThatItCameIn) {
  auto log = file("log.txt", "\xb7\xce\xb1\xd7", "text/plain");
  log.charset = "euc-kr";
  EXPECT_THAT(composed(answer_to_customer(), {log}), HasSubstr("Content-Type: text/plain; charset=euc-kr"));
  log.charset = "x\r\nBcc: a@evil.example";
  EXPECT_THAT(composed(answer_to_customer(), {log}), Not(HasSubstr("Bcc")));
}

TEST(Compose, RefusesAnAddressThatCannotBeWritten) {
  auto letter = answer_to_customer();
  letter.to.address = "a@x.example>\r\nBcc: <b@evil.example";
  const auto mail = compose(letter, {}, shipped());
  ASSERT_FALSE(mail);
  EXPECT_EQ(mail.error().severity(), core::Severity::permanent);
}

TEST(Compose, RefusesABrokenMessageIdOfOurOwn) {
  auto letter = answer_to_customer();
  letter.message_id = "a b";
  EXPECT_EQ(compose(letter, {}, shipped()).error().kind, core::ErrorKind::internal);
}

TEST(Compose, HostileNamesAndSubjectsNeverBecomeAnotherField) {
  const auto expected = field_names(composed(answer_to_customer()));
  for (const std::string attack :
       {"x\r\nBcc: v@evil.example", "x\nBcc: v@evil.example", "x\rBcc: v@evil.example", "x\r\n\r\n<html>",
        "x\0\r\nBcc: y", "x\u2028Bcc: v", "=?utf-8?q?x=0D=0ABcc:_v?="}) {
    auto letter = answer_to_customer();
    letter.subject = letter.from.name = letter.to.name = attack;
    letter.references.push_back(attack);
    EXPECT_EQ(field_names(composed(letter)), expected) << attack;
  }
}

TEST(Compose, AHeaderStaysSmallWhateverNamesAndSubjectsAre) {
  auto letter = answer_to_customer();
  letter.subject = letter.from.name = letter.to.name = std::string(1 << 20, 'x');
  letter.references.assign(1000, std::string(800, 'r'));
  const auto mail = composed(letter);
  EXPECT_LT(mail.find("\r\n\r\n"), 20'000u);
}

TEST(Compose, EveryRandomLetterIsAWellFormedMail) {
  std::mt19937 random(20261122);
  const auto expected = field_names(composed(answer_to_customer()));
  for (int round = 0; round < 500; ++round) {
    auto letter = answer_to_customer();
    letter.from.name = random_text(random, round % 9);
    letter.to.name = random_text(random, round % 30);
    letter.subject = random_text(random, round % 60);
    letter.variables["text"] = random_text(random, round % 200);
    const auto mail =
        compose(letter, {file(random_text(random, round % 20), random_text(random, round % 50))}, shipped());
    ASSERT_TRUE(mail) << "round " << round << ": " << mail.error().detail;
    ASSERT_EQ(field_names(*mail), expected) << "round " << round;
    for (const auto line : core::split_lines(mail->substr(0, mail->find("\r\n\r\n"))))
      ASSERT_LE(line.size(), 78u) << "round " << round << ": " << line;
  }
}

}  // namespace
}  // namespace ticketd::templates
