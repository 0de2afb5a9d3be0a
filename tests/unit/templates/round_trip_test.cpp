// What we compose, our own reader reads back: a customer's answer to our mail quotes exactly this.
#include "letters.h"
#include "parsers/parse.h"
#include "templates/clean.h"
#include "templates/compose.h"

#include <gmock/gmock.h>

namespace ticketd::templates {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

core::Mail read_back(const core::Letter& letter, const std::vector<core::Attachment>& files = {}) {
  const auto mail = compose(letter, files, shipped());
  EXPECT_TRUE(mail) << mail.error().detail;
  return parsers::parse(mail ? *mail : std::string());
}

core::Attachment file(std::string name, std::string type, std::string content) {
  return {.filename = std::move(name),
          .content_type = std::move(type),
          .content = std::move(content),
          .content_id = {},
          .disposition = "attachment"};
}

TEST(RoundTrip, HeaderAndTextComeBack) {
  const auto letter = answer_to_customer();
  const auto mail = read_back(letter);
  EXPECT_THAT(mail.from, ElementsAre(letter.from));
  EXPECT_THAT(mail.to, ElementsAre(letter.to));
  EXPECT_THAT(mail.reply_to, ElementsAre(core::Address{"", letter.reply_to}));
  EXPECT_EQ(mail.subject, letter.subject);
  EXPECT_EQ(mail.date, letter.date);
  EXPECT_EQ(mail.message_id, letter.message_id);
  EXPECT_THAT(mail.in_reply_to, ElementsAre(letter.in_reply_to));
  EXPECT_EQ(mail.references, letter.references);
  EXPECT_EQ(core::trim(mail.text), letter.variables.at("text"));
  EXPECT_TRUE(mail.one_author);
  EXPECT_FALSE(mail.ambiguous);
  EXPECT_THAT(mail.problems, IsEmpty());
}

TEST(RoundTrip, FilesComeBackWithTheirNames) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  std::string long_name;
  for (int i = 0; i < 12; ++i) long_name += "아주긴이름";
  const std::vector files{file("계약서 최종.pdf", "application/pdf", every_byte),
                          file("notes; \"quoted\" 100%.txt", "text/plain", "one\ntwo\r\n"),
                          file(long_name + ".png", "image/png", "\x89PNG\r\n\x1A\n"),
                          file("empty.bin", "application/zip", "")};
  const auto mail = read_back(answer_to_customer(), files);
  ASSERT_EQ(mail.attachments.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(mail.attachments[i].filename, files[i].filename);
    EXPECT_EQ(mail.attachments[i].content_type, files[i].content_type);
    EXPECT_EQ(mail.attachments[i].content, files[i].content);
    EXPECT_EQ(mail.attachments[i].disposition, "attachment");
  }
  EXPECT_EQ(core::trim(mail.text), answer_to_customer().variables.at("text"));
}

TEST(RoundTrip, AutomaticMailIsRecognised) {
  auto letter = full_letter(core::LetterKind::acknowledgement, "ko");
  letter.auto_submitted = "auto-replied";
  letter.loop_id = "0123abcd";
  const auto mail = read_back(letter);
  EXPECT_EQ(mail.loop_id, "0123abcd");
  EXPECT_TRUE(mail.answer_suppressed);
  EXPECT_NE(mail.kind, core::MailKind::human);
}

TEST(RoundTrip, TextsOfEveryMixOfScriptsComeBackExactly) {
  for (const std::string text : {"plain", "trailing blanks  \nand = signs =20", "From the start\n.\n..\n.dot",
                                 "한글만 있는 글입니다. 한글만 있는 글입니다.",
                                 "mostly English with one 한 word\n second line  with blanks \n\tand a tab",
                                 "\U0001F600 emoji", "--=_a4fc6b8575db7fd13\n--=_a4fc6b8575db7fd13--"}) {
    auto letter = answer_to_customer();
    letter.variables["text"] = text;
    EXPECT_EQ(read_back(letter).text, text) << text;
  }
}

TEST(RoundTrip, EveryRandomSubjectNameAndTextComesBackAsItWasCleaned) {
  std::mt19937 random(42);
  for (int round = 0; round < 500; ++round) {
    auto letter = answer_to_customer();
    letter.from.name = random_text(random, round % 9);
    letter.subject = random_text(random, round % 60);
    letter.variables["text"] = random_text(random, round % 200);
    const auto mail = read_back(letter);
    const auto name = clean_line(letter.from.name);
    ASSERT_EQ(mail.subject, clean_line(letter.subject)) << "round " << round;
    ASSERT_EQ(mail.from.size(), 1u) << "round " << round;
    ASSERT_EQ(mail.from[0].name, name.find('@') == std::string::npos ? name : "") << "round " << round;
    ASSERT_EQ(core::trim(mail.text), core::trim(clean_text(letter.variables["text"]))) << "round " << round;
  }
}

/// The plain text of a mail client's answer: the new words above, our mail below in the client's manner.
std::string answer_above(const core::Letter& ours, std::string_view words, std::string_view headline,
                         std::string_view mark) {
  const auto quoted = shipped().render(ours)->text;
  std::string mail =
      "From: kim@example.com\r\nTo: support@example.com\r\nSubject: Re: x\r\nMessage-ID: <r@example.com>\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
      "8bit\r\n\r\n";
  mail += std::string(words) + "\r\n\r\n" + std::string(headline) + "\r\n";
  for (const auto line : core::split_lines(quoted)) mail += std::string(mark) + std::string(line) + "\r\n";
  return mail;
}

TEST(RoundTrip, AnAnswerToANoticeIsTheAgentsWordsAndCommandsAlone) {
  for (const auto kind :
       {core::LetterKind::new_ticket, core::LetterKind::customer_reply, core::LetterKind::note_added}) {
    for (const std::string language : {"ko", "en"}) {
      auto notice = full_letter(kind, language);
      notice.variables["text"] = "#resolve\nhello, I am the customer\n#해결";
      for (const auto& [headline, mark] : std::vector<std::pair<std::string, std::string>>{
               {"On Sun, Nov 22, 2026 at 9:30 AM Example Support <support@example.com> wrote:", "> "},
               {"2026년 11월 22일 (일) 오전 9:30, 예시 고객지원 <support@example.com>님이 작성:", "> "},
               {"-----Original Message-----\r\nFrom: Example Support <support@example.com>\r\nSent: Sunday, "
                "November 22, 2026 "
                "9:30 AM\r\nTo: Kim <kim@example.com>\r\nSubject: [#42] x\r\n",
                ""}}) {
        const auto mail = parsers::parse(answer_above(notice, "#hold\r\n\r\nWe look at it.", headline, mark));
        EXPECT_EQ(core::trim(mail.new_text), "#hold\n\nWe look at it.") << headline << language;
        EXPECT_THAT(mail.commands, ElementsAre(core::MailCommand{"hold", ""})) << headline << language;
        EXPECT_EQ(core::trim(mail.text_without_commands), "We look at it.") << headline << language;
      }
    }
  }
}

}  // namespace
}  // namespace ticketd::templates
