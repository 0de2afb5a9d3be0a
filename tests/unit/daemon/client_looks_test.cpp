// Agents and customers with the mail clients that they have: what each sends when it answers one of our
// mails, in English and Korean. The new text is found, commands are read, and nothing quoted is obeyed.
#include "desk.h"

namespace ticketd::daemon {

using core::State;

namespace {

/// How a client lays out an answer: `%` is what the person typed.
struct Look {
  const char* client;
  const char* body;
};

constexpr Look looks[] = {
    {"Outlook, English",
     "%\r\n\r\nFrom: Example Support <support@desk.example>\r\nSent: Saturday, November 21, 2026 6:00 PM\r\n"
     "To: Kim <kim@corp.example>\r\nSubject: [#1] printer\r\n\r\n#close\r\nIt does not print.\r\n"},
    {"Outlook, Korean",
     "%\r\n\r\n보낸 사람: Example Support <support@desk.example>\r\n보낸 날짜: 2026년 11월 21일 토요일 오후 "
     "6:00\r\n"
     "받는 사람: 김민지 <kim@corp.example>\r\n제목: [#1] printer\r\n\r\n#close\r\nIt does not print.\r\n"},
    {"Outlook, plain text",
     "%\r\n\r\n-----Original Message-----\r\nFrom: Example Support <support@desk.example>\r\n"
     "Sent: Saturday, November 21, 2026 6:00 PM\r\nTo: Kim\r\nSubject: [#1] printer\r\n\r\n#close\r\n"},
    {"Gmail, English",
     "%\r\n\r\nOn Sat, Nov 21, 2026 at 6:00 PM Example Support <support@desk.example> wrote:\r\n\r\n> "
     "#close\r\n"
     "> It does not print.\r\n"},
    {"Gmail, Korean",
     "%\r\n\r\n2026년 11월 21일 (토) 오후 6:00, Example Support <support@desk.example>님이 작성:\r\n\r\n> "
     "#close\r\n"
     "> It does not print.\r\n"},
    {"Apple Mail, English",
     "%\r\n\r\n> On Nov 21, 2026, at 6:00 PM, Example Support <support@desk.example> wrote:\r\n> \r\n> "
     "#close\r\n"
     "> It does not print.\r\n"},
    {"Apple Mail, Korean",
     "%\r\n\r\n> 2026. 11. 21. 오후 6:00, Example Support <support@desk.example> 작성:\r\n> \r\n> "
     "#close\r\n"},
    {"Thunderbird, English",
     "%\r\n\r\nOn 21/11/2026 18:00, Example Support wrote:\r\n> #close\r\n> It does not print.\r\n\r\n-- "
     "\r\nKim\r\n"},
    {"Thunderbird, Korean",
     "%\r\n\r\n2026-11-21 오후 6:00에 Example Support 이(가) 쓴 글:\r\n> #close\r\n> It does not print.\r\n"},
    {"Naver",
     "%\r\n\r\n-----Original Message-----\r\nFrom: \"Example Support\" <support@desk.example>\r\n"
     "To: \"김민지\" <kim@corp.example>;\r\nCc:\r\nSent: 2026-11-21 (토) 18:00:00 (GMT+09:00)\r\n"
     "Subject: [#1] printer\r\n\r\n#close\r\nIt does not print.\r\n"},
    {"Daum",
     "%\r\n\r\n--------- 원본 메일 ---------\r\n보낸사람: Example Support <support@desk.example>\r\n"
     "받는사람 : 김민지 <kim@corp.example>\r\n날짜: 2026년 11월 21일 토요일, 18시 00분 00초 +0900\r\n"
     "제목: [#1] printer\r\n\r\n#close\r\nIt does not print.\r\n"},
};

std::string typed_into(const Look& look, const std::string& text) {
  std::string body = look.body;
  return body.replace(body.find('%'), 1, text);
}

/// What became of a resolved ticket when its customer answered so.
State after_answer(const Look& look, const std::string& words) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  EXPECT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Done."}));
  desk.receive(mail("r@customer.example")
                   .answering(desk.last_letter("park@customer.example"))
                   .saying(typed_into(look, words)));
  return desk.ticket(1).ticket.state;
}

}  // namespace

TEST(ClientLooks, AnAgentsCommandsAreReadAndTheQuotedOnesAreNot) {
  for (const auto& look : looks)
    for (const auto* command : {"#resolve", "#해결"}) {
      TestDesk desk;
      desk.receive(mail("q@customer.example"));
      desk.receive(mail("a@corp.example")
                       .answering(desk.last_letter("kim@corp.example"))
                       .proven()
                       .saying(typed_into(
                           look, std::string(command) + "\r\nWe replaced the toner. 토너를 교체했습니다.")));
      EXPECT_EQ(desk.ticket(1).ticket.state, State::resolved) << look.client;
      const auto out = desk.letter_with_words("park@customer.example", core::LetterKind::resolved);
      EXPECT_EQ(out.variables.at("text"), "We replaced the toner. 토너를 교체했습니다.") << look.client;
    }
}

TEST(ClientLooks, ACustomersThanksAreThanksUnderEveryQuote) {
  for (const auto& look : looks) EXPECT_EQ(after_answer(look, "감사합니다!"), State::closed) << look.client;
}

TEST(ClientLooks, ACustomersQuestionReopensWhateverIsQuoted) {
  for (const auto& look : looks)
    EXPECT_EQ(after_answer(look, "아직 인쇄가 안 됩니다. 언제 오시나요?"), State::open) << look.client;
}

}  // namespace ticketd::daemon
