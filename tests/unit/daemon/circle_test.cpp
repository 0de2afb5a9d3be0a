// Who hears what inside and outside the house: the circle of a forward, agents who cannot be reached, and
// what of an agent's mail is nobody's business outside.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using core::LetterKind, core::Place, core::Role, core::State, core::TicketId, core::Visibility;
using ::testing::Contains, ::testing::ElementsAre, ::testing::HasSubstr, ::testing::IsEmpty, ::testing::Not;

namespace {

struct File {
  std::string type, name, content;
};

/// The mail with files behind its text.
std::string with_files(const TestMail& mail, const std::vector<File>& files) {
  auto bytes = mail.bytes();
  const std::string plain = "Content-Type: text/plain; charset=utf-8\r\n\r\n";
  const auto at = bytes.find(plain);
  auto text = bytes.substr(at + plain.size());
  bytes.resize(at);
  bytes += "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + plain + text;
  for (const auto& file : files)
    bytes += "\r\n--b\r\nContent-Type: " + file.type + "\r\nContent-Disposition: attachment; filename=\"" +
             file.name + "\"\r\n\r\n" + file.content + "\r\n";
  return bytes + "--b--\r\n";
}

std::vector<std::string> names_of(const core::Letter& letter) {
  std::vector<std::string> names;
  for (const auto& file : letter.attachments) names.push_back(file.filename);
  return names;
}

/// A ticket of park's, which kim was told of.
struct Told {
  TestDesk desk;
  core::Letter told;
  int mails = 0;
  explicit Told(const std::string& more = {}) : desk("desk.example", more) {
    desk.receive(mail("q@customer.example"));
    told = desk.last_letter("kim@corp.example");
  }
  core::Trace receive(const TestMail& mail, const std::vector<File>& files) {
    return desk.receive(with_files(mail, files), mail.sender(), mail.recipient(), mail.id());
  }
  TestMail from_kim(const core::Letter& answered, const std::string& text) {
    return mail("kim" + std::to_string(++mails) + "@corp.example").answering(answered).proven().saying(text);
  }
  core::Trace kim_says(const std::string& text, const core::Letter& answered) {
    return desk.receive(from_kim(answered, text));
  }
  core::Trace kim_says(const std::string& text) { return kim_says(text, told); }
  /// The vendor has the ticket, and answered it.
  void ask_vendor() {
    kim_says("#forward vendor@parts.example\r\nWhat is this?");
    kim_says("yes", desk.last_letter("kim@corp.example"));
    desk.receive(
        mail("v@parts.example").answering(desk.last_letter("vendor@parts.example")).saying("A fuse."));
  }
  std::size_t letters_to(const std::string& address) { return desk.letters(address).size(); }
  store::TicketView::EntryView last_entry() { return desk.ticket(1).entries.back(); }
};

std::string text_of(TestDesk& desk, const std::string& to, LetterKind kind) {
  return parsers::parse(desk.bytes_of(desk.letter_with_words(to, kind))).text;
}

}  // namespace

// ---- the circle of a forward ------------------------------------------------------------------------------

TEST(Circle, TheMailThatAnAgentAnswersSaysThatTheAnswerGoesOutside) {
  Told at;
  at.ask_vendor();
  const auto news = text_of(at.desk, "kim@corp.example", LetterKind::note_added);
  EXPECT_THAT(news, HasSubstr("vendor@parts.example에게 발송됩니다"));
  EXPECT_THAT(news, Not(HasSubstr("비공개 메모로 남고")));
}

TEST(Circle, AnAnswerInItShowsThatItLeftTheHouse) {
  Told at;
  at.ask_vendor();
  at.kim_says("How much is one?", at.desk.last_letter("kim@corp.example"));
  const auto [entry, sent_to] = at.last_entry();
  EXPECT_EQ(entry.text, "How much is one?");
  EXPECT_EQ(entry.visibility, Visibility::private_);
  ASSERT_EQ(sent_to.size(), 1U);
  EXPECT_EQ(sent_to[0].address, "vendor@parts.example");
  const auto sent = text_of(at.desk, "vendor@parts.example", LetterKind::forward);
  EXPECT_THAT(sent, HasSubstr("How much is one?"));
  EXPECT_THAT(sent, Not(HasSubstr("-----"))) << "no original is shown twice";
}

TEST(Circle, ANoteInItStaysInTheHouseAndSoDoAnswersToTheNote) {
  Told at;
  at.ask_vendor();
  const auto before = at.letters_to("vendor@parts.example");
  at.kim_says("#note @lee They are too expensive.", at.desk.last_letter("kim@corp.example"));
  const auto note = at.desk.last_letter("lee@corp.example");
  EXPECT_THAT(text_of(at.desk, "lee@corp.example", LetterKind::note_added), HasSubstr("비공개 메모로 남고"));
  at.desk.receive(mail("lee@corp.example").answering(note).proven().saying("I know somebody cheaper."));
  EXPECT_EQ(at.letters_to("vendor@parts.example"), before);
}

TEST(Circle, AnAnswerToWhatAnAgentIsToldOfACommandStaysInTheHouse) {
  Told at;
  at.ask_vendor();
  const auto before = at.letters_to("vendor@parts.example");
  at.kim_says("#reslove\r\nThanks.", at.desk.last_letter("kim@corp.example"));
  const auto result = at.desk.last_letter("kim@corp.example");
  ASSERT_EQ(result.kind, LetterKind::command_result);
  at.kim_says("I meant to resolve it.", result);
  EXPECT_EQ(at.letters_to("vendor@parts.example"), before);
}

TEST(Circle, AForwardShowsTheMailThatWasAnsweredWithItsFiles) {
  TestDesk desk;
  const auto first = mail("q@customer.example").saying("The first question.");
  desk.receive(with_files(first, {{"application/pdf", "order.pdf", "%PDF"}}), first.sender(),
               first.recipient(), first.id());
  const auto told = desk.last_letter("kim@corp.example");
  desk.receive(mail("r@customer.example").citing("q@customer.example").saying("The second question."));
  desk.receive(mail("k1@corp.example")
                   .answering(told)
                   .proven()
                   .saying("#forward vendor@parts.example\r\nPlease look."));
  desk.receive(
      mail("k2@corp.example").answering(desk.last_letter("kim@corp.example")).proven().saying("yes"));
  const auto sent = desk.letter_with_words("vendor@parts.example", LetterKind::forward);
  EXPECT_THAT(sent.variables.at("original_text"), HasSubstr("The first question."));
  EXPECT_THAT(names_of(sent), ElementsAre("order.pdf"));
}

TEST(Circle, AForwardNeverShowsAnAbsenceNote) {
  Told at;
  at.desk.receive(mail("absent@customer.example")
                      .answering(at.desk.last_letter("park@customer.example"))
                      .about("[부재중] 휴가 안내")
                      .saying("현재 휴가 중입니다."));
  at.kim_says("#forward vendor@parts.example");
  at.kim_says("yes", at.desk.last_letter("kim@corp.example"));
  EXPECT_THAT(
      at.desk.letter_with_words("vendor@parts.example", LetterKind::forward).variables.at("original_text"),
      HasSubstr("It does not print."));
}

// ---- what stays inside ------------------------------------------------------------------------------------

TEST(Inside, TheMailboxStandsForAnAgentsAddressInASignature) {
  Told at;
  at.kim_says(
      "안녕하세요.\r\n확인했습니다.\r\n\r\n김민지 드림\r\n상담팀\r\nKim@Corp.example, (kim@home.example)로 "
      "연락 주세요");
  const auto sent = at.desk.letter_with_words("park@customer.example", LetterKind::public_reply);
  EXPECT_THAT(sent.variables.at("text"), HasSubstr("support@desk.example, (support@desk.example)로 연락"));
  EXPECT_THAT(at.last_entry().entry.text, HasSubstr("Kim@Corp.example"))
      << "colleagues read what was written";
}

TEST(Inside, SomebodyWhoseAddressContainsAnAgentsKeepsIt) {
  Told at;
  at.desk.outgoing_is_checked = false;  // it goes by the letters alone
  at.kim_says("Write to mr.kim@corp.example or kim@corp.example.kr, not to 'kim@corp.example'.");
  EXPECT_EQ(at.desk.letter_with_words("park@customer.example", LetterKind::public_reply).variables.at("text"),
            "Write to mr.kim@corp.example or kim@corp.example.kr, not to 'support@desk.example'.");
}

TEST(Inside, TheAddressWithAnAgentsTokenInTheTextReachesNobody) {
  Told at;
  at.kim_says("Yes, you may answer " + at.told.reply_to + " at any time.");
  EXPECT_EQ(at.desk.letter_with_words("park@customer.example", LetterKind::public_reply).variables.at("text"),
            "Yes, you may answer support@desk.example at any time.");
}

TEST(Inside, SignaturesCardsOfAgentsAndCopiesOfOurMailsStayThere) {
  Told at;
  const auto ours = at.desk.bytes_of(at.told);
  at.receive(at.from_kim(at.told, "Here it is."),
             {{"application/pkcs7-signature", "smime.p7s", "MIAG"},
              {"application/pgp-signature", "signature.asc", "-----BEGIN PGP SIGNATURE-----"},
              {"text/vcard", "kim.vcf", "BEGIN:VCARD\r\nEMAIL;TYPE=work:kim@corp.example\r\nEND:VCARD"},
              {"text/vcard", "vendor.vcf", "BEGIN:VCARD\r\nEMAIL:vendor@parts.example\r\nEND:VCARD"},
              {"message/rfc822", "told.eml", ours},
              {"text/plain", "told.txt", "Reply-To: " + at.told.reply_to},
              {"application/pdf", "manual.pdf", "%PDF"}});
  EXPECT_THAT(names_of(at.desk.last_letter("park@customer.example")),
              ElementsAre("vendor.vcf", "manual.pdf"));
  EXPECT_EQ(at.last_entry().entry.attachments.size(), 7U) << "colleagues have them all";
}

TEST(Inside, AnAgentHearsWhichFilesWentToNobody) {
  Told at;
  at.receive(at.from_kim(at.told, "Let us meet."),
             {{"text/calendar; method=REQUEST", "invite.ics",
               "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nORGANIZER:mailto:kim@corp.example\r\nEND:VCALENDAR"},
              {"application/pdf", "kim@corp.example.pdf", "%PDF"}});
  EXPECT_THAT(names_of(at.desk.last_letter("park@customer.example")),
              ElementsAre("support@desk.example.pdf"));
  EXPECT_EQ(at.desk.letter_with_words("kim@corp.example", LetterKind::command_result).variables["kept_files"],
            "invite.ics\n");
}

TEST(Inside, OfASignatureNobodyHearsThatItStayed) {
  Told at;
  const auto before = at.letters_to("kim@corp.example");
  at.receive(at.from_kim(at.told, "Here it is."), {{"application/pkcs7-signature", "smime.p7s", "MIAG"}});
  EXPECT_EQ(at.letters_to("kim@corp.example"), before);
}

// ---- agents who cannot be reached
// --------------------------------------------------------------------------

namespace {

/// What a next hop says of an address that does not exist.
std::string no_such_user(const core::Letter& letter, const std::string& id) {
  return "From: mailer-daemon@corp.example\r\nTo: " + letter.envelope_sender +
         "\r\nSubject: Undelivered\r\nMessage-ID: <" + id +
         ">\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\nContent-Type: "
         "message/delivery-status\r\n\r\n"
         "Reporting-MTA: dns; mx.corp.example\r\n\r\nFinal-Recipient: rfc822; " +
         letter.to.address + "\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";
}

void lose(TestDesk& desk, const core::Letter& letter, const std::string& id) {
  desk.receive(no_such_user(letter, id), "", letter.envelope_sender, id);
}

}  // namespace

TEST(Unreachable, WhatAnAssigneeCannotGetIsToldToTheGroup) {
  Told at;
  lose(at.desk, at.told, "b1@corp.example");
  const auto told = at.desk.letter_with_words("lee@corp.example", LetterKind::delivery_failed);
  EXPECT_EQ(told.variables.at("recipient"), "kim@corp.example");

  const auto to_kim = at.letters_to("kim@corp.example");
  at.desk.receive(mail("r@customer.example").citing("q@customer.example").saying("Are you there?"));
  EXPECT_EQ(at.desk.last_letter("lee@corp.example").kind, LetterKind::customer_reply);
  EXPECT_EQ(at.letters_to("kim@corp.example"), to_kim);
}

TEST(Unreachable, WhereNobodyOfTheGroupIsLeftTheManagersAreTold) {
  Told at(R"(
[[agent]]
name = "boss"
email = "boss@corp.example"
role = "manager"
)");
  at.desk.say_available("lee", false);
  lose(at.desk, at.told, "b1@corp.example");
  EXPECT_EQ(at.desk.last_letter("boss@corp.example").kind, LetterKind::delivery_failed);
  at.desk.receive(mail("r@customer.example").citing("q@customer.example").saying("Are you there?"));
  EXPECT_EQ(at.desk.last_letter("boss@corp.example").kind, LetterKind::customer_reply);
}

TEST(Unreachable, AGroupWithoutAStrategyIsToldOfATicketThatComesToIt) {
  Told at(R"(
[[group]]
name = "billing"
[[agent]]
name = "han"
email = "han@corp.example"
groups = ["billing"]
)");
  at.kim_says("#그룹 billing");
  EXPECT_EQ(at.desk.ticket(1).ticket.assignee, "");
  EXPECT_EQ(at.desk.last_letter("han@corp.example").kind, LetterKind::new_ticket);
}

// ---- programs that answer the envelope
// ----------------------------------------------------------------------

TEST(BounceAddress, WhatAProgramSendsThereBelongsToTheTicketAndNeverOpensOne) {
  Told at;
  at.kim_says("Is it switched on?");
  const auto answer = at.desk.last_letter("park@customer.example");
  const auto letters = at.letters_to("kim@corp.example");
  for (const auto* from : {"postmaster@customer.example", "park@customer.example"}) {
    const auto note =
        mail(std::string("n-") + from).from(from).to(answer.envelope_sender).about("Notice").saying("Seen.");
    const auto trace = at.desk.receive(note.bytes(), "", answer.envelope_sender, note.id());
    EXPECT_EQ(trace.ticket, TicketId{1});
    EXPECT_EQ(at.last_entry().entry.visibility, Visibility::private_) << from;
  }
  EXPECT_EQ(at.desk.tickets().size(), 1U);
  EXPECT_EQ(at.letters_to("kim@corp.example"), letters);
}

TEST(BounceAddress, APersonWhoWritesThereAnswersTheTicketWithTheRightsOfTheAddressAlone) {
  Told at;
  at.kim_says("Is it switched on?");
  const auto there = at.desk.last_letter("park@customer.example").envelope_sender;
  EXPECT_EQ(at.desk.receive(mail("p@customer.example").to(there).saying("Yes, it is.")).ticket, TicketId{1});
  EXPECT_EQ(at.last_entry().entry.visibility, Visibility::public_);

  const auto stranger = at.desk.receive(mail("s@x.example").from("eve@x.example").to(there).saying("Hello?"));
  EXPECT_EQ(stranger.ticket, TicketId{2});
  at.desk.receive(mail("k@corp.example").from("kim@corp.example").proven().to(there).saying("#resolve"));
  EXPECT_NE(at.desk.ticket(1).ticket.state, State::resolved) << "it is no token of kim's";
}

TEST(BounceAddress, AFailureInTheWordsOfKoreanWebMailIsABounce) {
  Told at;
  at.kim_says("Is it switched on?");
  const auto answer = at.desk.last_letter("park@customer.example");
  const auto notice = mail("f@customer.example")
                          .from("postmaster@customer.example")
                          .to(answer.envelope_sender)
                          .about("메일 전송 실패 알림")
                          .saying(
                              "메일 전송이 실패하였습니다.\r\n\r\n받는이 : park@customer.example\r\n"
                              "사유 : 수신자의 메일함 용량이 초과되었습니다.\r\n");
  at.desk.receive(notice.bytes(), "", answer.envelope_sender, notice.id());
  EXPECT_EQ(at.desk.last_letter("kim@corp.example").kind, LetterKind::delivery_failed);
}

// ---- machines without marks
// ----------------------------------------------------------------------------------

TEST(Unmarked, AMailWithoutASenderInItsEnvelopeIsNotAcknowledged) {
  TestDesk desk;
  const auto written = mail("n@customer.example");
  desk.receive(written.bytes(), "", written.recipient(), written.id());
  EXPECT_EQ(desk.tickets().size(), 1U);
  EXPECT_THAT(desk.letters("park@customer.example"), IsEmpty());
}

TEST(Unmarked, AnAgentsAbsenceNoteReachesNoCustomer) {
  Told at;
  const auto before = at.letters_to("park@customer.example");
  at.desk.receive(
      at.from_kim(at.told, "현재 휴가 중입니다. 12월 1일에 복귀합니다.").about("[부재중] 휴가 안내"));
  EXPECT_EQ(at.last_entry().entry.visibility, Visibility::private_);
  EXPECT_EQ(at.letters_to("park@customer.example"), before);
}

TEST(Unmarked, ATicketAboutHolidaysIsAnsweredLikeAnyOther) {
  TestDesk desk;
  desk.receive(
      mail("q@customer.example").about("[휴가] 예약 문의").saying("휴가 중에 예약을 바꿀 수 있나요?"));
  desk.receive(mail("k@corp.example")
                   .answering(desk.last_letter("kim@corp.example"))
                   .proven()
                   .saying("네, 휴가 중에도 바꾸실 수 있습니다."));
  EXPECT_EQ(desk.last_letter("park@customer.example").kind, LetterKind::public_reply);
}

TEST(Unmarked, AnInvitationOfACustomerIsARequestAndReopens) {
  Told at;
  at.kim_says("#resolve");
  const auto invitation = mail("i@customer.example")
                              .answering(at.desk.last_letter("park@customer.example"))
                              .saying("Let us meet.");
  at.receive(invitation, {{"text/calendar; method=REQUEST", "invite.ics",
                           "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"}});
  EXPECT_EQ(at.desk.ticket(1).ticket.state, State::open);
}

TEST(Unmarked, AReactionOfACustomerReopensNothingAndIsToldToNobody) {
  Told at;
  at.kim_says("#resolve\r\nA new cable helps.");
  const auto before = at.desk.letters().size();
  const auto reaction =
      mail("r@customer.example").answering(at.desk.last_letter("park@customer.example")).saying("👍");
  at.receive(reaction, {{"text/vnd.google.email-reaction+json", "", R"({"emoji":"👍","version":1})"}});
  EXPECT_EQ(at.desk.ticket(1).ticket.state, State::resolved);
  EXPECT_EQ(at.last_entry().entry.visibility, Visibility::private_);
  EXPECT_EQ(at.desk.letters().size(), before);
}

// ---- smaller things
// -------------------------------------------------------------------------------------------

TEST(CommandMail, AnInternalResolutionSendsNothingToCustomers) {
  for (const auto* line : {"#resolve internal spam", "#내부해결 스팸"}) {
    Told at;
    const auto before = at.letters_to("park@customer.example");
    at.kim_says(std::string(line) + "\r\nA robot wrote it.");
    const auto ticket = at.desk.ticket(1).ticket;
    EXPECT_EQ(ticket.state, State::resolved) << line;
    ASSERT_TRUE(ticket.resolution) << line;
    EXPECT_EQ(ticket.resolution->reason, "spam");
    EXPECT_EQ(at.letters_to("park@customer.example"), before) << line;
    EXPECT_EQ(at.last_entry().entry.text, "A robot wrote it.") << "kept for colleagues";
    EXPECT_EQ(at.last_entry().entry.visibility, Visibility::private_);
  }
}

TEST(CommandMail, CommandsAboveAForwardedMailAreAnsweredWithWhatToDo) {
  TestDesk desk;
  desk.receive(mail("f@corp.example")
                   .from("kim@corp.example")
                   .proven()
                   .about("Fwd: printer")
                   .saying("#priority high\r\n\r\n---------- Forwarded message ---------\r\nFrom: Park "
                           "<park@customer.example>\r\n"
                           "Date: Fri, 20 Nov 2026 10:00:00 +0900\r\nSubject: printer\r\nTo: "
                           "kim@corp.example\r\n\r\nIt does not print."));
  EXPECT_EQ(desk.ticket(1).ticket.requester.address, "park@customer.example");
  const auto result = desk.letter_with_words("kim@corp.example", LetterKind::command_result);
  EXPECT_EQ(result.variables.at("too_early"), "#priority high\n");
}

TEST(Desk, ASubjectKeepsItsBlanksWhenAnOldNumberGoes) {
  TestDesk desk;
  desk.receive(mail("q@customer.example").about("Re: [#77] printer"));
  EXPECT_EQ(desk.ticket(1).ticket.subject, "Re: printer");
}

}  // namespace ticketd::daemon
