#include "parsers/kind.h"

#include "parsers/parse.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::parsers {
namespace {

using core::MailKind;

core::Mail mail_with(const std::string& fields, const std::string& text = "Hello,\n\nwhere is my parcel?\n") {
  return parse("From: Kim <kim@example.com>\nTo: help@example.net\n" + fields + "\n" + text);
}

MailKind kind_of(const std::string& fields) { return mail_with(fields).kind; }

TEST(Kind, APersonIsAPerson) {
  const auto mail = mail_with("Subject: Order 12\n");
  EXPECT_EQ(mail.kind, MailKind::human);
  EXPECT_FALSE(mail.answer_suppressed);
  EXPECT_TRUE(mail.evidence.empty());
}

TEST(Kind, AutoSubmittedNoIsAPerson) {
  for (const auto* value : {"no", "No ", "NO; comment=x", "no (written by hand)"})
    EXPECT_EQ(kind_of("Auto-Submitted: " + std::string(value) + "\n"), MailKind::human) << value;
}

TEST(Kind, AutoSubmittedTellsAnswersFromOtherMachines) {
  EXPECT_EQ(kind_of("Auto-Submitted: auto-replied (vacation)\n"), MailKind::auto_reply);
  EXPECT_EQ(kind_of("Auto-Submitted: auto-generated\n"), MailKind::automatic);
}

TEST(Kind, AFieldCountsOnceHoweverManyLinesOfTheTableFit) {
  const auto mail = mail_with("Auto-Submitted: auto-replied\nX-Autoreply: yes\n");
  EXPECT_EQ(mail.evidence, (std::vector<std::string>{"auto-submitted: auto-replied", "x-autoreply: yes"}));
}

TEST(Kind, ExchangeMarksPeoplesMailToo) {
  const auto mail = mail_with("Subject: Order 12\nX-Auto-Response-Suppress: All\n");
  EXPECT_EQ(mail.kind, MailKind::human);
  EXPECT_TRUE(mail.answer_suppressed);
}

TEST(Kind, AParticipantOnAMailingListIsNoMachineButGetsNoMachineAnswer) {
  const auto mail = mail_with("Subject: Order 12\nList-Id: <sales.example.com>\nPrecedence: list\n");
  EXPECT_EQ(mail.kind, MailKind::list);
  EXPECT_TRUE(mail.answer_suppressed);
}

// What Exchange, Google and the portals write before the colon when their user is away.
constexpr const char* away[] = {
    "Automatic reply",
    "자동 회신",
    "부재중 자동 회신",
    "自動返信",
    "自动回复",
    "自動回覆",
    "Automatische Antwort",
    "Réponse automatique",
    "Respuesta automática",
    "Resposta automática",
    "Risposta automatica",
    "Automatisch antwoord",
    "Automatyczna odpowiedź",
    "Автоматический ответ",
    "Автоматична відповідь",
    "Otomatik yanıt",
    "Automatiskt svar",
    "Automatisk svar",
    "Automaattinen vastaus",
    "Automatická odpověď",
    "Automatická odpoveď",
    "Samodejni odgovor",
    "Automatski odgovor",
    "Automatikus válasz",
    "Răspuns automat",
    "Автоматичен отговор",
    "Αυτόματη απάντηση",
    "תשובה אוטומטית",
    "رد تلقائي",
    "ตอบกลับอัตโนมัติ",
    "Trả lời tự động",
    "Balasan otomatis",
    "Automaatvastus",
    "Automatinis atsakymas",
    "Automātiska atbilde",
    "Sjálfvirkt svar",
    "پاسخ خودکار",
    "Resposta automàtica",
};

TEST(Kind, WhatProgramsWriteBeforeTheColonNeedsNoOtherSign) {
  for (const auto* words : away) {
    const std::string phrase(words);
    EXPECT_EQ(kind_of("Subject: " + phrase + ": Order 12\n"), MailKind::auto_reply) << words;
    EXPECT_EQ(kind_of("Subject: Re: " + phrase + ": Order 12\n"), MailKind::human)
        << words << ", answered by a person";
    EXPECT_EQ(kind_of("Subject: A question about your \"" + phrase + "\"\n"), MailKind::human) << words;
    EXPECT_EQ(kind_of("Subject: " + phrase + ": Order 12\nAuto-Submitted: no\n"), MailKind::human) << words;
  }
}

// What people write themselves into the subject of their absence.
constexpr const char* absences[] = {
    "Out of office until Monday",
    "휴가 중입니다",
    "부재중입니다",
    "不在にしております",
    "出差中",
    "休假通知",
    "Abwesend bis Montag",
    "En vacances",
    "De vacaciones",
    "De férias",
    "In ferie fino a lunedì",
    "Op vakantie",
    "Urlop do poniedziałku",
    "Я в отпуске",
    "Відпустка",
    "İzindeyim",
    "Semester",
    "Lomalla",
    "Dovolená",
    "Szabadság",
};

TEST(Kind, AnAbsenceInTheSubjectCountsOnlyBesideAnotherSign) {
  for (const auto* subject : absences) {
    EXPECT_EQ(kind_of("Subject: " + std::string(subject) + "\n"), MailKind::human) << subject;
    EXPECT_EQ(kind_of("Subject: " + std::string(subject) + "\nReturn-Path: <>\n"), MailKind::auto_reply)
        << subject;
    EXPECT_EQ(kind_of("Subject: " + std::string(subject) + "\nAuto-Submitted: auto-generated\n"),
              MailKind::auto_reply)
        << subject;
  }
}

TEST(Kind, PeopleWriteAboutTheirHolidays) {
  for (const auto* subject : {"휴가 신청 문의", "Out of office settings do not work",
                              "Re: Automatic reply: Order", "Auto: mein Wagen ist kaputt", "AW: Abwesenheit"})
    EXPECT_EQ(kind_of("Subject: " + std::string(subject) + "\n"), MailKind::human) << subject;
}

TEST(Kind, AnEmptyReturnPathAloneIsAMachine) {
  EXPECT_EQ(kind_of("Return-Path: <>\nSubject: Order 12\n"), MailKind::automatic);
}

TEST(Kind, VacationProgramsHaveTheirOwnFields) {
  for (const auto* field :
       {"X-Autoreply: yes", "X-Autorespond: 1", "Precedence: auto_reply", "X-Apple-Action: VACATION"})
    EXPECT_EQ(kind_of(std::string(field) + "\n"), MailKind::auto_reply) << field;
}

TEST(Kind, NobodyReadsNoreply) {
  const auto mail =
      parse("From: <no-reply@shop.example>\nTo: help@example.net\nSubject: Your invoice\n\nAttached.\n");
  EXPECT_EQ(mail.kind, MailKind::automatic);
  EXPECT_TRUE(mail.answer_suppressed);
}

TEST(Kind, AnAbsenceInTheBracketsOfAnAnswersSubjectIsAnAutoReply) {
  const auto with = [](const std::string& subject, const std::string& text) {
    return parse("From: kim@example.com\nSubject: " + subject + "\nIn-Reply-To: <a@x>\n\n" + text + "\n")
        .kind;
  };
  EXPECT_EQ(with("[부재중] 휴가 안내", "현재 휴가 중입니다."), MailKind::auto_reply);
  EXPECT_EQ(with("(Out of office) kim", "I am on vacation."), MailKind::auto_reply);
  EXPECT_EQ(with("Re: [휴가] 예약", "휴가 중에도 됩니다."), MailKind::human)
      << "the subject of the mail that is answered";
  EXPECT_EQ(with("[자동차] 견적", "자리를 비우지 않았습니다."), MailKind::human);
  EXPECT_EQ(with("[휴가] 예약", "예약해 주세요."), MailKind::human);
}

MailKind kind_of_answer(const std::string& subject, const std::string& text) {
  return parse("From: kim@example.com\nSubject: " + subject + "\nIn-Reply-To: <a@x>\n\n" + text + "\n").kind;
}

TEST(Kind, AnAbsenceThatOpensTheSubjectOfAnAnswerIsAnAutoReply) {
  for (const auto* subject :
       {"부재중: [#12] 견적", "부재중 - [#12] 견적", "휴가중 [#12] 견적", "부재중 자동응답", "휴가 안내",
        "Away: [#12] Offer", "(휴가) [#12] 견적", "부재중: Re: 견적"})
    EXPECT_EQ(kind_of_answer(subject, "휴가 중입니다. 복귀 후 회신드리겠습니다."), MailKind::auto_reply)
        << subject;
  EXPECT_EQ(kind_of("Subject: AUTO: Kim Minji is out of the office (returning 2026-11-30)\n"),
            MailKind::auto_reply);
  EXPECT_EQ(kind_of("Subject: AUTO: 김민지 부재중 (복귀 2026-11-30)\n"), MailKind::auto_reply);
}

TEST(Kind, APersonMayAnswerAboutAbsencesAndCars) {
  for (const auto* subject :
       {"[#12] 휴가 문의: 일정", "Re: [#12] 휴가: 일정", "[#12] 부재중", "휴가 문의", "견적"})
    EXPECT_EQ(kind_of_answer(subject, "휴가 중에도 됩니다."), MailKind::human) << subject;
  EXPECT_EQ(kind_of_answer("부재중: [#12] 견적", "견적을 다시 보내 주세요."), MailKind::human);
  EXPECT_EQ(kind_of("Subject: Auto: im Urlaub liegen geblieben\n"), MailKind::human);
  EXPECT_EQ(kind_of("Subject: AUTO: der Motor ist kaputt\n"), MailKind::human);
}

TEST(Kind, WhatCallsItselfAnAutomaticAnswerIsOneWhateverItsTextSays) {
  for (const auto* subject : {"[Auto-Reply] [#12] Offer", "[자동응답] [#12] 견적", "【自動返信】 [#12] 견적",
                              "[자동회신] 문의하신 내용"})
    EXPECT_EQ(kind_of_answer(subject, "감사합니다. 메일이 접수되었습니다."), MailKind::auto_reply) << subject;
  EXPECT_EQ(kind_of("Subject: [자동응답] [#12] 견적\n"), MailKind::auto_reply);
  EXPECT_EQ(kind_of("Subject: [자동응답] 기능 문의\n"), MailKind::human);
  EXPECT_EQ(kind_of_answer("[#12] [자동응답] 기능 문의", "감사합니다."), MailKind::human);
  EXPECT_EQ(kind_of_answer("Re: [자동응답] 기능 문의", "감사합니다."), MailKind::human);
}

TEST(Kind, AnEnvelopeWithoutASenderCountsAsItsReturnPath) {
  constexpr std::string_view written = "From: kim@example.com\nSubject: Order\n\nHello.\n";
  EXPECT_EQ(parse(written).kind, MailKind::human);
  EXPECT_EQ(parse(written, {.null_sender = true}).kind, MailKind::automatic);
}

TEST(Kind, ReadReceiptsAreReceipts) {
  EXPECT_EQ(parse("From: kim@example.com\nContent-Type: multipart/report; "
                  "report-type=disposition-notification; boundary=b\n\n"
                  "--b\n\nYour mail was read.\n--b\nContent-Type: message/disposition-notification\n\n"
                  "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n")
                .kind,
            MailKind::receipt);
}

TEST(Kind, AReactionIsAReceiptUnlessItOnlyHangsOnAMail) {
  const std::string reaction =
      "From: kim@example.com\nSubject: Re: Order 12\nContent-Type: multipart/alternative; boundary=b\n\n"
      "--b\nContent-Type: text/plain; charset=utf-8\n\n👍\n\nKim reacted via Gmail\n--b\nContent-Type: "
      "text/vnd.google.email-reaction+json; charset=utf-8\n\n{\"emoji\":\"👍\",\"version\":1}\n--b\n"
      "Content-Type: text/html; charset=utf-8\n\n<p>👍</p>\n--b--\n";
  EXPECT_EQ(parse(reaction).kind, MailKind::receipt);
  EXPECT_EQ(parse("From: kim@example.com\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nWhat is "
                  "this?\n--m\nContent-Type: message/rfc822\n\n" +
                  reaction + "--m--\n")
                .kind,
            MailKind::human);
}

TEST(Kind, TheAnswerToAnInvitationIsCalendarMail) {
  EXPECT_EQ(parse("From: kim@example.com\nSubject: Accepted: Meeting\nContent-Type: text/calendar; "
                  "method=REPLY\n\nBEGIN:VCALENDAR\n")
                .kind,
            MailKind::calendar);
}

TEST(Kind, AnInvitationIsAPersonsMailAndTheAnswersToOursAreCalendarMail) {
  const auto with = [](const std::string& method) {
    return parse(
               "From: kim@example.com\nSubject: Meeting\nContent-Type: multipart/alternative; "
               "boundary=b\n\n--b\n\n"
               "Let us meet.\n--b\nContent-Type: text/calendar; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:" +
               method + "\nEND:VCALENDAR\n--b--\n")
        .kind;
  };
  for (const auto* method : {"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"})
    EXPECT_EQ(with(method), MailKind::calendar) << method;
  for (const auto* method : {"REQUEST", "ADD", "CANCEL", "PUBLISH"})
    EXPECT_EQ(with(method), MailKind::human) << method << ": somebody wants something";
}

TEST(Kind, AChallengeToProveOneselfIsAutomatic) {
  EXPECT_EQ(kind_of("Subject: Please confirm your message\nX-Delivery-Agent: TMDA/1.1 (Fuji)\n"),
            MailKind::automatic);
  EXPECT_EQ(kind_of("Subject: Please confirm your message\nReturn-Path: <>\n"), MailKind::automatic);
  EXPECT_EQ(kind_of("Subject: Please confirm your message\n"), MailKind::human);
}

TEST(Kind, ReportsAboutMailAreAutomatic) {
  EXPECT_EQ(
      kind_of(
          "Subject: Report Domain: example.com Submitter: mx.example.net Report-ID: <1@mx.example.net>\n"),
      MailKind::automatic);
  EXPECT_EQ(kind_of("Subject: TLS report\nTLS-Report-Domain: example.com\n"), MailKind::automatic);
  EXPECT_EQ(kind_of("Subject: Report domain names that we do not use\n"), MailKind::human);
}

TEST(Kind, AReceiptMayComeWithoutItsText) {
  EXPECT_EQ(
      parse("From: kim@example.com\nSubject: Read: Order 12\nContent-Type: multipart/report; boundary=b\n\n"
            "--b\nContent-Type: message/disposition-notification\n\nDisposition: "
            "automatic-action/MDN-sent-automatically; deleted\n--b--\n")
          .kind,
      MailKind::receipt);
}

TEST(Kind, AComplaintReportIsAutomatic) {
  EXPECT_EQ(
      parse(
          "From: fbl@isp.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
          "--b\n\nAbuse report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n")
          .kind,
      MailKind::automatic);
}

}  // namespace
}  // namespace ticketd::parsers
