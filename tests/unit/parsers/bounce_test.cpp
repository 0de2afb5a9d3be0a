#include "parsers/bounce.h"

#include "parsers/bounce_reason.h"
#include "parsers/delivery_status.h"
#include "parsers/parse.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::parsers {
namespace {

using core::BounceReason;
using core::DeliveryAction;
using core::MailKind;

core::Mail notice(const std::string& text,
                  const std::string& fields = "Subject: Undelivered Mail Returned to Sender\n") {
  return parse(
      "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: help@example.com\n" +
      fields + "\n" + text);
}

core::Mail report(
    const std::string& status,
    const std::string& original = "Message-ID: <question.1@example.com>\nTo: kim@shop.example\n") {
  return parse(
      "From: MAILER-DAEMON@mx.example.net\nTo: help@example.com\nContent-Type: multipart/report; "
      "report-type=delivery-status; boundary=b\n\n"
      "--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n" +
      status + "--b\nContent-Type: message/rfc822\n\n" + original + "\nHello\n--b--\n");
}

TEST(Bounce, ADeliveryStatusNamesItsRecipients) {
  const auto mail = report(
      "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; kim@shop.example\nAction: "
      "failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <kim@shop.example>:\n Recipient address rejected: User unknown\n");
  ASSERT_EQ(mail.kind, MailKind::bounce);
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 1U);
  const auto& kim = mail.bounce->recipients[0];
  EXPECT_EQ(kim.address, "kim@shop.example");
  EXPECT_EQ(kim.action, DeliveryAction::failed);
  EXPECT_EQ(kim.status, "5.1.1");
  EXPECT_EQ(kim.reason, BounceReason::user_unknown);
  EXPECT_NE(kim.diagnostic.find("User unknown"), std::string::npos);
  EXPECT_EQ(mail.bounce->original_message_id, "question.1@example.com");
}

TEST(Bounce, NumbersBeyondTheSubjectsOfRfc3463AreNoStatus) {
  EXPECT_EQ(codes_in("451 deferred - 4.16.51").enhanced, "");
  EXPECT_EQ(codes_in("Exim 4.94.2: 550 5.1.1 unknown").enhanced, "5.1.1");
}

TEST(Bounce, AServersRefusalSpeaksEveryLanguage) {
  const std::string text =
      "Ní raibh sé indéanta:\n\nkim@shop.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n";
  const std::string from = "From: Microsoft Outlook <postmaster@mx.example>\nTo: help@example.com\n";
  const auto mail = parse("Return-Path: <>\n" + from + "Subject: Gan seachadadh: Ordú\n\n" + text);
  ASSERT_EQ(mail.kind, MailKind::bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 1U);
  EXPECT_EQ(mail.bounce->recipients[0].address, "kim@shop.example");
  EXPECT_EQ(mail.bounce->recipients[0].reason, BounceReason::user_unknown);
  // Who looks after the mail system has a return path, answers, and quotes.
  EXPECT_NE(parse("Return-Path: <postmaster@mx.example>\n" + from + "Subject: Ordú\n\n" + text).kind,
            MailKind::bounce);
  EXPECT_NE(parse("Return-Path: <>\n" + from + "Subject: Re: Ordú\n\n" + text).kind, MailKind::bounce);
  EXPECT_NE(
      parse("Return-Path: <>\n" + from + "Subject: Ordú\n\n> 550 5.1.1 <kim@shop.example> unknown\n").kind,
      MailKind::bounce);
}

TEST(Bounce, APersonWhoTellsOfARefusalIsAPerson) {
  EXPECT_EQ(parse("From: Kim <kim@shop.example>\nTo: help@example.com\nSubject: Mail\n\n"
                  "lee@store.example\n#550 5.1.1 not found\n\nWhat does that mean?\n")
                .kind,
            MailKind::human);
}

TEST(Bounce, TheOnlyAddressOfAnUnknownSentenceIsTheRecipient) {
  const auto recipients_of = [](const std::string& text) {
    return notice(text, "Subject: Delivery Status Notification (Failure)\n").bounce->recipients;
  };
  const auto found = recipients_of("Nachricht an das Postfach kim@shop.example nicht zugestellt.\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].address, "kim@shop.example");
  EXPECT_TRUE(recipients_of("Nicht zugestellt an kim@shop.example; siehe lee@store.example.\n").empty());
  EXPECT_TRUE(recipients_of("Nicht zugestellt. Support: lee@store.example\n").empty());
  EXPECT_TRUE(recipients_of("Hallo desk@example.com,\n\nNachricht nicht zugestellt.\n").empty());
}

TEST(Bounce, AHeaderQuotedInsideTheNoticeIsNotItsEnd) {
  const auto mail = parse(
      "Return-Path: <>\nFrom: postmaster@mx.example\nTo: help@example.com\nSubject: Delivery report\n\n"
      "This report relates to a message with these fields:\n\n  Message-id: <question.1@example.com>\n"
      "  From: Help <help@example.com>\n  Subject: Order\n\nIt cannot be delivered to:\n\n"
      "  Recipient address: kim@shop.example\n  Reason: 550 5.1.1 User unknown\n");
  ASSERT_EQ(mail.kind, MailKind::bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 1U);
  EXPECT_EQ(mail.bounce->recipients[0].address, "kim@shop.example");
  EXPECT_EQ(mail.bounce->original_message_id, "question.1@example.com");
}

TEST(Bounce, EachLineOfATranscriptIsAboutItsOwnRecipient) {
  const auto mail = notice(
      "   ----- Transcript of session follows -----\n"
      "554 <kim@shop.example>... Remote protocol error: Connection reset by peer\n"
      "550 store.example (smtp)... 550 Host unknown\n"
      "554 <lee@store.example>... 550 Host unknown (Authoritative answer from name server)\n");
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 2U);
  EXPECT_EQ(mail.bounce->recipients[0].reason, BounceReason::network);
  EXPECT_EQ(mail.bounce->recipients[1].reason, BounceReason::domain_unknown);
}

TEST(Bounce, WhatTheOtherHostAnsweredBelongsToTheLineBelow) {
  const auto mail = notice(
      "   ----- Transcript of session follows -----\n"
      ">>> MAIL From:<help@example.com>\n"
      "<<< 501 <help@example.com>... no access from mail server [192.0.2.55] which is an open relay.\n"
      "554 <kim@shop.example>... Remote protocol error\n"
      "550 store.example (smtp)... 550 Host unknown\n"
      "554 <lee@store.example>... 550 Host unknown (Authoritative answer from name server)\n");
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 2U);
  EXPECT_EQ(mail.bounce->recipients[0].reason, BounceReason::policy);
  EXPECT_EQ(mail.bounce->recipients[1].reason, BounceReason::domain_unknown);
}

TEST(Bounce, NoticesOfManyLanguagesSayWhy) {
  const auto reason_of = [](const std::string& subject, const std::string& text) {
    const auto mail = notice(text, "Subject: " + subject + "\nContent-Type: text/plain; charset=utf-8\n");
    return mail.bounce && mail.bounce->recipients.size() == 1 &&
                   mail.bounce->recipients[0].address == "kim@shop.example"
               ? mail.bounce->recipients[0].reason
               : BounceReason::other;
  };
  EXPECT_EQ(reason_of("메일 발송 실패 안내",
                      "kim@shop.example 님께 보내신 메일이 발송되지 못했습니다.\n\n"
                      "실패 사유: 받는 사람의 메일함 용량이 초과되었습니다.\n"),
            BounceReason::mailbox_full);
  EXPECT_EQ(reason_of("메일이 반송되었습니다", "수신자 : kim@shop.example\n사유 : 삭제된 계정입니다.\n"),
            BounceReason::user_unknown);
  EXPECT_EQ(reason_of("系统退信",
                      "抱歉，您的邮件被退回来了。\n\n原邮件信息：\n主题 你好\n收件人 kim@shop.example\n\n"
                      "退信原因：收件人邮箱账号不存在。\n"),
            BounceReason::user_unknown);
  EXPECT_EQ(reason_of("系统退信",
                      "很抱歉，您发送到 kim@shop.example 的邮件未能送达。\n退信原因：对方邮箱空间已满\n"),
            BounceReason::mailbox_full);
  EXPECT_EQ(reason_of("Échec de la remise",
                      "Votre message n'a pas pu être remis aux destinataires suivants :\n\n"
                      "kim@shop.example\nL'adresse de messagerie n'existe pas.\n"),
            BounceReason::user_unknown);
  EXPECT_EQ(reason_of("No se ha podido entregar",
                      "No se ha podido entregar el mensaje a:\n\nkim@shop.example\n"
                      "El buzón del destinatario está lleno.\n"),
            BounceReason::mailbox_full);
  EXPECT_EQ(reason_of("Zustellung fehlgeschlagen",
                      "Die Nachricht konnte nicht zugestellt werden:\n\nkim@shop.example\n"
                      "Die Domain existiert nicht.\n"),
            BounceReason::domain_unknown);
}

TEST(Bounce, AReasonWithOneCodeGivesTheStatusThatNobodyGave) {
  const auto status_when = [](const std::string& said) {
    const auto mail = notice("The following address failed:\n\n  kim@shop.example\n    " + said + "\n");
    return mail.bounce && mail.bounce->recipients.size() == 1 ? mail.bounce->recipients[0].status
                                                              : "no bounce";
  };
  EXPECT_EQ(status_when("Unrouteable mail domain \"shop.example\""), "5.1.2");
  EXPECT_EQ(status_when("user unknown"), "5.1.1");
  EXPECT_EQ(status_when("550 5.7.1 user unknown"), "5.7.1");
  EXPECT_EQ(status_when("something else"), "");
}

TEST(Bounce, ADelayIsNoFailure) {
  const auto mail = report(
      "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; kim@shop.example\nAction: "
      "delayed\nStatus: 4.4.1\n");
  ASSERT_TRUE(mail.bounce);
  EXPECT_EQ(mail.bounce->recipients.at(0).action, DeliveryAction::delayed);
}

TEST(Bounce, ASuccessfulDeliveryIsAReceipt) {
  EXPECT_EQ(report("Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; kim@shop.example\nAction: "
                   "delivered\nStatus: 2.0.0\n")
                .kind,
            MailKind::receipt);
}

TEST(DeliveryStatus, MissingBlankLinesBetweenRecipientsDoNoHarm) {
  const auto recipients = read_delivery_status(
      "Reporting-MTA: dns; mx\nFinal-Recipient: rfc822;<a@x.example>\nAction: failed\nFinal-Recipient: "
      "rfc822; b@x.example\nAction: delayed\n");
  ASSERT_EQ(recipients.size(), 2U);
  EXPECT_EQ(recipients[0].address, "a@x.example");
  EXPECT_EQ(recipients[1].action, DeliveryAction::delayed);
}

TEST(DeliveryStatus, OddAndForgedFieldsGiveNothing) {
  EXPECT_TRUE(read_delivery_status("").empty());
  EXPECT_TRUE(read_delivery_status("Action: failed\nStatus: 5.1.1\n").empty());
  EXPECT_TRUE(read_delivery_status(std::string(100'000, ':')).empty());
  EXPECT_LE(read_delivery_status([] {
              std::string many;
              for (int i = 0; i < 5000; ++i)
                many += "Final-Recipient: rfc822; a@x.example\nAction: failed\n\n";
              return many;
            }())
                .size(),
            1000U);
}

TEST(DeliveryStatus, ARecipientsNameMayStandInAnyCase) {
  EXPECT_EQ(read_delivery_status("FINAL-RECIPIENT: rfc822; kim@shop.example\nStatus: 5.1.1\n").size(), 1U);
  EXPECT_EQ(read_delivery_status("Status: 5.1.1\nAction: failed\n").size(), 0U);
}

TEST(DeliveryStatus, CodesAreNotNetworkAddresses) {
  EXPECT_EQ(codes_in("host mx.example.net[4.2.2.15] said: 550 5.7.1 refused").enhanced, "5.7.1");
  EXPECT_EQ(codes_in("connect to 5.1.1.9").enhanced, "");
  EXPECT_EQ(codes_in("552 mailbox full").reply, "552");
}

TEST(Bounce, ANoticeInFreeTextNamesItsRecipient) {
  const auto mail = notice(
      "I'm sorry to have to inform you that your message could not\nbe delivered to one or more "
      "recipients.\n\n"
      "<kim@shop.example>: host mx.shop.example[192.0.2.9] said: 552 5.2.2 Over quota (in reply to RCPT TO "
      "command)\n");
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 1U);
  EXPECT_EQ(mail.bounce->recipients[0].address, "kim@shop.example");
  EXPECT_EQ(mail.bounce->recipients[0].status, "5.2.2");
  EXPECT_EQ(mail.bounce->recipients[0].reason, BounceReason::mailbox_full);
}

TEST(Bounce, EachRecipientHasItsOwnReason) {
  const auto mail = notice(
      "I wasn't able to deliver your message to the following addresses.\n\n<a@x.example>:\nRemote host "
      "said: 550 5.1.1 no such user\n\n"
      "<b@x.example>:\nRemote host said: 552 5.3.4 message too big\n\n--- Below this line is a copy of the "
      "message.\n\nTo: c@x.example\n",
      "Subject: failure notice\n");
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 2U);
  EXPECT_EQ(mail.bounce->recipients[0].reason, BounceReason::user_unknown);
  EXPECT_EQ(mail.bounce->recipients[1].reason, BounceReason::size);
}

TEST(Bounce, TheSenderOfTheOriginalIsNoRecipient) {
  const auto mail = notice(
      "A message sent by\n\n  <help@example.com>\n\ncould not be delivered. The following address "
      "failed:\n\n  kim@shop.example\n    Unrouteable address\n");
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 1U);
  EXPECT_EQ(mail.bounce->recipients[0].address, "kim@shop.example");
}

TEST(Bounce, KoreanNoticesAreRead) {
  const auto mail = parse(
      "From: postmaster@mail.example.kr\nReturn-Path: <>\nTo: help@example.com\nSubject: "
      "=?utf-8?b?66mU7J28IOuwnOyGoSDsi6TtjKg=?=\n"
      "Content-Type: text/plain; charset=utf-8\n\n아래 수신자에게 메일이 전송되지 않았습니다.\n\n수신자: "
      "kim@shop.example\n사유: 550 존재하지 않는 사용자입니다.\n");
  EXPECT_EQ(mail.kind, MailKind::bounce);
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 1U);
  EXPECT_EQ(mail.bounce->recipients[0].reason, BounceReason::user_unknown);
}

TEST(Bounce, AServicesNotificationIsABounce) {
  const auto mail = parse(
      "From: no-reply@notify.example\nTo: help@example.com\nSubject: Notification\n\n"
      R"({"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"kim@shop.example","action":"failed","status":"5.1.1"}]}})"
      "\n");
  EXPECT_EQ(mail.kind, MailKind::bounce);
  ASSERT_TRUE(mail.bounce);
  EXPECT_EQ(mail.bounce->recipients.at(0).address, "kim@shop.example");
}

TEST(Bounce, ACustomerMayWriteAboutReturnedParcels) {
  const auto mail = parse(
      "From: kim@shop.example\nTo: help@example.com\nSubject: 반송: 주문 12\n\n상품이 반송되었습니다. "
      "<lee@shop.example>: 550 Undeliverable\n");
  EXPECT_EQ(mail.kind, MailKind::human);
  EXPECT_FALSE(mail.bounce);
}

TEST(Bounce, ABounceThatAPersonForwardsIsAPersonsMail) {
  const auto mail = parse(
      "From: kim@shop.example\nTo: help@example.com\nSubject: Fwd: Undelivered Mail\nContent-Type: "
      "multipart/mixed; boundary=o\n\n--o\n\nWhat is this?\n--o\n"
      "Content-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/report; "
      "report-type=delivery-status; boundary=b\n\n--b\n"
      "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\nAction: "
      "failed\n--b--\n--o--\n");
  EXPECT_EQ(mail.kind, MailKind::human);
}

TEST(BounceReason, AddressesAreNoWords) {
  EXPECT_EQ(reason_for({"5.1.1", "550 5.1.1 <spam@mailbox-full.example>", ""}), BounceReason::user_unknown);
}

TEST(BounceReason, TheStatusDecidesBetweenVagueWords) {
  EXPECT_EQ(reason_for({"5.1.1", "rejected", ""}), BounceReason::user_unknown);
  EXPECT_EQ(reason_for({"5.7.1", "rejected", ""}), BounceReason::policy);
}

TEST(Bounce, ARefusalByDispositionNotificationIsOne) {
  const auto refused = [](const std::string& words, const std::string& disposition) {
    return parse(
        "From: Mail Delivery <postmaster@shop.example>\nTo: help@example.com\nSubject: Re: Your order\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\n" +
        words +
        "\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; kim@shop.example\n"
        "Disposition: automatic-action/MDN-sent-automatically; " +
        disposition +
        "\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <order@example.com>\n\nHello\n--b--\n");
  };
  const auto full =
      refused("Your message to <kim@shop.example> was automatically rejected:\nQuota exceeded", "deleted");
  EXPECT_EQ(full.kind, MailKind::bounce);
  ASSERT_TRUE(full.bounce);
  ASSERT_EQ(full.bounce->recipients.size(), 1U);
  EXPECT_EQ(full.bounce->recipients[0].address, "kim@shop.example");
  EXPECT_EQ(full.bounce->recipients[0].action, DeliveryAction::failed);
  EXPECT_EQ(full.bounce->recipients[0].reason, BounceReason::mailbox_full);
  EXPECT_EQ(full.bounce->original_message_id, "order@example.com");

  EXPECT_EQ(refused("Your message was deleted without being read.", "deleted").kind, MailKind::receipt);
  EXPECT_EQ(refused("Your message was displayed.", "displayed").kind, MailKind::receipt);
}

TEST(Bounce, ShortNoticesOfAPostmasterNameTheirRecipient) {
  const auto recipient_of = [](const std::string& text) {
    const auto mail = parse(
        "From: Postmaster <postmaster@shop.example>\nTo: help@example.com\n"
        "Subject: Undeliverable Mail\n\n" +
        text);
    return mail.bounce && mail.bounce->recipients.size() == 1 ? mail.bounce->recipients[0].address : "";
  };
  EXPECT_EQ(recipient_of("Invalid userid: kim@shop.example\n"), "kim@shop.example");
  EXPECT_EQ(recipient_of("Delivery failed after 9 attempts: kim@shop.example\n"), "kim@shop.example");
  EXPECT_EQ(recipient_of("Failed addresses:\n <kim@shop.example> ... unknown host\n"), "kim@shop.example");
}

TEST(Bounce, ManyAddressesAreReadInABoundedWay) {
  std::string text = "could not be delivered\n";
  for (int i = 0; i < 20'000; ++i) text += "a@x.example b@y.example <c@z.example>: 550 no\n";
  const auto mail = notice(text + std::string(200'000, '@'));
  ASSERT_TRUE(mail.bounce);
  EXPECT_LE(mail.bounce->recipients.size(), 200U);
}

}  // namespace
}  // namespace ticketd::parsers
