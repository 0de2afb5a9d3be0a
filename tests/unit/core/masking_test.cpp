#include "core/masking.h"

#include "tests/unit/core/house_fixture.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

struct Masking : ::testing::Test {
  TestHouse house;

  [[nodiscard]] std::string masked(std::string_view text) const {
    return without_agents(text, house.desk, "support@desk.example");
  }
  [[nodiscard]] bool stays(const Attachment& file,
                           const std::string& author = "park@customer.example") const {
    Mail mail;
    mail.from = {{{}, author}};
    mail.attachments = {file};
    return stays_inside(file, mail, house.house());
  }
};

constexpr auto invitation =
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nORGANIZER;CN=Kim:mailto:kim@corp.example\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n";

}  // namespace

TEST_F(Masking, AnAgentsAddressIsFoundInEveryDress) {
  EXPECT_EQ(masked("kim＠corp.example로 연락"), "support@desk.example로 연락");
  EXPECT_EQ(masked("mailto:kim%40corp.example"), "mailto:support@desk.example");
  EXPECT_EQ(masked("<p>kim&#64;corp.example</p>"), "<p>support@desk.example</p>");
  EXPECT_EQ(masked("kim+orders@corp.example, lee@corp.example."),
            "support@desk.example, support@desk.example.");
}

TEST_F(Masking, OtherPeopleAndOtherSignsStay) {
  for (const auto* text : {"mr.kim@corp.example", "kim@corp.example.kr", "kim%20corp.example",
                           "50 % off & more", "한글 ＠ 기호", "x+kim@corp.example", "@", "%40", "kim@"})
    EXPECT_EQ(masked(text), text);
}

TEST_F(Masking, AReplyAddressWithATokenBecomesTheMailboxsInEveryDress) {
  const auto token =
      house.seal.write({.purpose = Purpose::agent, .ticket = {7}, .party = 3, .expires_week = 1});
  const auto out = [&](const std::string& text) {
    return without_tokens(text, house.seal, "support@desk.example");
  };
  EXPECT_EQ(out("Sxx: Desk <support+" + token + "@desk.example> 20261122"),
            "Sxx: Desk <support@desk.example> 20261122");
  EXPECT_EQ(out("mailto:support%2B" + token + "%40desk.example?subject=x"),
            "mailto:support@desk.example?subject=x");
  EXPECT_EQ(out("Message-ID <" + token + ".12@desk.example>, and"), "Message-ID <support@desk.example>, and");
  EXPECT_EQ(out(token + "\n" + token + '.'), "support@desk.example\nsupport@desk.example.");
  EXPECT_EQ(out("a" + token + " " + token + "+" + token + "@x"), "support@desk.example support@desk.example");
}

TEST_F(Masking, ALinkToASurveyAndWhatOnlyLooksLikeATokenStay) {
  const auto link =
      "https://desk.example/survey/" +
      house.seal.write({.purpose = Purpose::survey, .ticket = {7}, .party = 3, .expires_week = 1});
  for (const auto& text : {link, std::string(48, 'a'), std::string(2000, 'b'), std::string("support+vip@x"),
                           std::string(), std::string("한글 and words.")})
    EXPECT_EQ(without_tokens(text, house.seal, "support@desk.example"), text);
}

TEST_F(Masking, AnInvitationThatNamesAnAgentAsItsOrganizerStaysInside) {
  EXPECT_TRUE(stays({"invite.ics", "text/calendar", invitation}));
  EXPECT_TRUE(stays({"invite.ics", "application/octet-stream", invitation}));
  EXPECT_FALSE(
      stays({"invite.ics", "text/calendar", "BEGIN:VCALENDAR\r\nORGANIZER:mailto:shop@else.example"}));
}

TEST_F(Masking, AnAddressThatAFoldOrASoftLineBreakCutsIsFound) {
  EXPECT_TRUE(stays({"invite.ics", "text/calendar", "ATTENDEE;CN=Kim:mailto:kim@co\r\n rp.example\r\n"}));
  EXPECT_TRUE(stays({"mail.eml", "message/rfc822", "Subject: s\r\n\r\nask kim@corp.exa=\r\nmple\r\n"}));
  EXPECT_TRUE(stays({"people.txt", "text/plain", "people:\n kim@corp.example\n"}));
}

TEST_F(Masking, TextOfAnyTypeThatNamesAnAgentStaysInside) {
  EXPECT_TRUE(stays({"log.txt", "text/plain", "user kim@corp.example logged in"}));
  EXPECT_TRUE(stays({"people.csv", "application/octet-stream", "name,address\nkim,kim@corp.example\n"}));
  EXPECT_TRUE(stays({"page.html", "text/html", "<a href=\"mailto:kim%40corp.example\">k</a>"}));
  const std::string_view utf16("k\0i\0m\0@\0c\0o\0r\0p\0.\0e\0x\0a\0m\0p\0l\0e\0", 32);
  EXPECT_TRUE(stays({"mail.msg", "application/vnd.ms-outlook", std::string(utf16)}));
  EXPECT_FALSE(stays({"log.txt", "text/plain", "user park@customer.example logged in"}));
  EXPECT_FALSE(stays({"manual.pdf", "application/pdf", "kim@corp.example"})) << "what is no text is not read";
}

TEST_F(Masking, TheWinmailOfAnAgentStaysInsideAndItsFilesGoOut) {
  Mail mail;
  mail.from = {{{}, "kim@corp.example"}};
  mail.attachments = {{"winmail.dat", "application/ms-tnef", "x"},
                      {"message.rtf", "application/rtf", "{\\rtf1 hello}"},
                      {"order.pdf", "application/pdf", "%PDF"}};
  const auto stays_of = [&](std::size_t i) { return stays_inside(mail.attachments[i], mail, house.house()); };
  EXPECT_TRUE(stays_of(0));
  EXPECT_TRUE(stays_of(1));
  EXPECT_FALSE(stays_of(2));
  EXPECT_FALSE(stays(mail.attachments[1], "kim@corp.example")) << "a file of that name that nothing unpacked";
  mail.from = {{{}, "park@customer.example"}};
  EXPECT_FALSE(stays_of(0));
}

TEST_F(Masking, FilesAreNamedWithoutAgentsAndThoseThatStayAreNamedToTheirSender) {
  Letter letter;
  letter.from = {{}, "support@desk.example"};
  letter.attachments = {{.filename = "kim@corp.example.pdf"},
                        {.filename = "lee@corp.example"},
                        {.filename = "order.tar.gz"},
                        {.filename = "invite.ics", .stays_inside = true},
                        {.filename = "smime.p7s", .stays_inside = true}};
  EXPECT_EQ(names_of_kept(letter.attachments), "invite.ics\n");
  keep_inside(letter, house.house());
  ASSERT_EQ(letter.attachments.size(), 3U);
  EXPECT_EQ(letter.attachments[0].filename, "support@desk.example.pdf");
  EXPECT_EQ(letter.attachments[1].filename, "support@desk.example");
  EXPECT_EQ(letter.attachments[2].filename, "order.tar.gz");
}

}  // namespace ticketd::core
