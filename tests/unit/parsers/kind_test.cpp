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

TEST(Kind, WhatProgramsWriteBeforeTheColonNeedsNoOtherSign) {
  for (const auto* subject : {"Automatic reply: Order", "=?utf-8?q?Automatische_Antwort:_Angebot?=",
                              "자동 회신: 견적 문의", "OTOMATİK YANIT: Sipariş", "自动回复：订单"})
    EXPECT_EQ(kind_of("Subject: " + std::string(subject) + "\n"), MailKind::auto_reply) << subject;
}

TEST(Kind, PeopleWriteAboutTheirHolidays) {
  for (const auto* subject : {"휴가 신청 문의", "Out of office settings do not work",
                              "Re: Automatic reply: Order", "Auto: mein Wagen ist kaputt", "AW: Abwesenheit"})
    EXPECT_EQ(kind_of("Subject: " + std::string(subject) + "\n"), MailKind::human) << subject;
}

TEST(Kind, AHolidaySubjectCountsBesideAnotherSign) {
  EXPECT_EQ(kind_of("Return-Path: <>\nSubject: 휴가 중입니다\n"), MailKind::auto_reply);
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

TEST(Kind, ReadReceiptsAreReceipts) {
  EXPECT_EQ(parse("From: kim@example.com\nContent-Type: multipart/report; "
                  "report-type=disposition-notification; boundary=b\n\n"
                  "--b\n\nYour mail was read.\n--b\nContent-Type: message/disposition-notification\n\n"
                  "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n")
                .kind,
            MailKind::receipt);
}

TEST(Kind, TheAnswerToAnInvitationIsCalendarMail) {
  EXPECT_EQ(parse("From: kim@example.com\nSubject: Accepted: Meeting\nContent-Type: text/calendar; "
                  "method=REPLY\n\nBEGIN:VCALENDAR\n")
                .kind,
            MailKind::calendar);
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
