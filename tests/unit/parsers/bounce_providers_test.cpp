// The notices that the mail systems of big providers write in free text, each in its own way: who did not get
// the mail, and why.
#include "parsers/parse.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::parsers {
namespace {

using core::BounceReason;

struct Notice {
  const char *provider, *from, *subject, *text;
  BounceReason reason;
  const char* status = "";
};
void PrintTo(const Notice& notice, std::ostream* out) { *out << notice.provider; }

class NoticeOf : public testing::TestWithParam<Notice> {};

TEST_P(NoticeOf, NamesTheRecipientAndTheReason) {
  const auto& notice = GetParam();
  const auto mail = parse("Return-Path: <>\nFrom: " + std::string(notice.from) +
                          "\nTo: help@example.com\nSubject: " + notice.subject +
                          "\nContent-Type: text/plain; charset=utf-8\n\n" + notice.text);
  EXPECT_EQ(mail.kind, core::MailKind::bounce);
  ASSERT_TRUE(mail.bounce);
  ASSERT_EQ(mail.bounce->recipients.size(), 1U);
  const auto& recipient = mail.bounce->recipients.front();
  EXPECT_EQ(recipient.address, "kim@shop.example");
  EXPECT_EQ(recipient.reason, notice.reason);
  EXPECT_EQ(recipient.status, notice.status);
  EXPECT_EQ(recipient.action, core::DeliveryAction::failed);
}

INSTANTIATE_TEST_SUITE_P(
    Korean, NoticeOf,
    testing::Values(Notice{"Naver", "MAILER-DAEMON <mailer-daemon@naver.example>",
                           "[발송실패 안내] 메일이 전송되지 못했습니다.",
                           "안녕하세요. 네이버 메일입니다.\n고객님께서 보내신 메일이 아래와 같은 사유로 "
                           "전송되지 못했습니다.\n\n받는사람 : "
                           "kim@shop.example\n보낸시간 : 2026-11-02 10:05\n메일제목 : 주문 안내\n실패사유 : "
                           "받는 사람의 메일 주소가 "
                           "존재하지 않습니다.\n",
                           BounceReason::user_unknown, "5.1.1"},
                    Notice{"Naver, full", "MAILER-DAEMON <mailer-daemon@naver.example>",
                           "[발송실패 안내] 메일이 전송되지 못했습니다.",
                           "보내신 메일이 전송되지 못했습니다.\n\n받는사람 : kim@shop.example\n실패사유 : "
                           "받는 사람의 메일함 용량이 "
                           "초과되었습니다. (552 5.2.2 Mailbox full)\n",
                           BounceReason::mailbox_full, "5.2.2"},
                    Notice{"Daum", "MAILER-DAEMON@hanmail.example", "반송: 주문 안내",
                           "아래 수신자에게 메일을 전달하지 못했습니다.\n\n<kim@shop.example>\n\n사유: 550 "
                           "5.1.1 존재하지 않는 "
                           "계정입니다.\n",
                           BounceReason::user_unknown, "5.1.1"},
                    Notice{"Hanmail, full", "MAILER-DAEMON@hanmail.example",
                           "메일 전송 실패 (Delivery failure)",
                           "다음 수신자에게 전송하지 못하였습니다.\n\nkim@shop.example\n   - 수신자의 "
                           "편지함이 가득 차서 메일을 받을 수 "
                           "없습니다.\n",
                           BounceReason::mailbox_full},
                    Notice{"Hanmail, spam", "MAILER-DAEMON@hanmail.example", "반송: 주문 안내",
                           "다음 수신자에게 메일이 배달되지 않았습니다.\n\n<kim@shop.example>: 554 5.7.1 "
                           "스팸 메일로 분류되어 수신이 "
                           "차단되었습니다.\n",
                           BounceReason::spam, "5.7.1"},
                    Notice{"Kakao", "postmaster@kakao.example", "메일 발송 실패 안내",
                           "메일이 전송되지 않았습니다.\n\n받는 사람: kim@shop.example\n오류: 550 5.1.1 휴면 "
                           "상태이거나 없는 계정입니다.\n",
                           BounceReason::user_unknown, "5.1.1"},
                    Notice{"Nate", "postmaster@nate.example", "[반송메일] 주문 안내",
                           "수신자: kim@shop.example\n\n위 수신자에게 메일을 전송하지 못했습니다.\n원인: "
                           "수신자의 도메인을 찾을 수 없습니다. "
                           "도메인을 찾을 수 없음 (Host unknown)\n",
                           BounceReason::domain_unknown, "5.1.2"},
                    Notice{"Hiworks, refused", "mailer-daemon@hiworks.example", "메일 발송 실패",
                           "다음 주소로 메일이 전송되지 못했습니다.\n\nkim@shop.example : 550 수신자가 "
                           "수신을 거부하였습니다. 수신 거부\n",
                           BounceReason::policy, "5.0.0"}));

INSTANTIATE_TEST_SUITE_P(
    World, NoticeOf,
    testing::Values(
        Notice{"Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
               "Delivery Status Notification (Failure)",
               "** Address not found **\n\nYour message wasn't delivered to kim@shop.example because the "
               "address couldn't "
               "be found, or is unable to receive mail.\n\nThe response from the remote server was:\n550 "
               "5.1.1 The email "
               "account that you tried to reach does not exist.\n",
               BounceReason::user_unknown, "5.1.1"},
        Notice{"Gmail, full", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
               "Delivery Status Notification (Failure)",
               "** Recipient inbox full **\n\nYour message couldn't be delivered to kim@shop.example. Their "
               "inbox is full, "
               "or it's getting too much mail right now.\n\nThe response was:\n452 4.2.2 The email account "
               "that you tried "
               "to reach is over quota.\n",
               BounceReason::mailbox_full, "4.2.2"},
        Notice{"Exchange Online", "postmaster@contoso.example", "Undeliverable: Order 12",
               "Your message to kim@shop.example couldn't be delivered.\n\nkim wasn't found at "
               "shop.example.\n\nRemote "
               "Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kim@shop.example not "
               "found by SMTP "
               "address lookup'\n",
               BounceReason::user_unknown, "5.1.10"},
        Notice{"Exchange 2003", "System Administrator <postmaster@corp.example>", "Undeliverable: Order 12",
               "Your message did not reach some or all of the intended recipients.\n\n      Subject:  Order "
               "12\n      Sent:   "
               "  2026-11-02 10:05\n\nThe following recipient(s) could not be reached:\n\n      "
               "kim@shop.example on "
               "2026-11-02 10:06\n            The e-mail account does not exist at the organization this "
               "message was sent "
               "to.\n            <mx.shop.example #5.1.1>\n",
               BounceReason::user_unknown, "5.1.1"},
        Notice{"Yahoo", "MAILER-DAEMON@yahoo.example", "Failure Notice",
               "Sorry, we were unable to deliver your message to the following "
               "address.\n\n<kim@shop.example>:\n552: 5.2.2 "
               "Mailbox size limit exceeded\n\n--- Below this line is a copy of the message.\n",
               BounceReason::mailbox_full, "5.2.2"},
        Notice{"qmail", "MAILER-DAEMON@mx.example.net", "failure notice",
               "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver "
               "your message to "
               "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work "
               "out.\n\n<kim@shop.example>:\nSorry, I couldn't find any host named shop.example. "
               "(#5.1.2)\n\n--- Below this "
               "line is a copy of the message.\n",
               BounceReason::domain_unknown, "5.1.2"},
        Notice{"Exim", "Mail Delivery System <Mailer-Daemon@mx.example.net>",
               "Mail delivery failed: returning message to sender",
               "This message was created automatically by mail delivery software.\n\nA message that you sent "
               "could not be "
               "delivered to one or more of its\nrecipients. This is a permanent error. The following "
               "address(es) "
               "failed:\n\n  kim@shop.example\n    retry timeout exceeded\n",
               BounceReason::expired},
        Notice{"Postfix", "MAILER-DAEMON@mx.example.net (Mail Delivery System)",
               "Undelivered Mail Returned to Sender",
               "This is the mail system at host mx.example.net.\n\nI'm sorry to have to inform you that your "
               "message could "
               "not\nbe delivered to one or more recipients.\n\n<kim@shop.example>: host "
               "mx.shop.example[192.0.2.9] said: 554 "
               "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example (in reply to "
               "RCPT TO "
               "command)\n",
               BounceReason::policy, "5.7.1"},
        Notice{"sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>",
               "Returned mail: see transcript for details",
               "   ----- The following addresses had permanent fatal errors -----\n<kim@shop.example>\n    "
               "(reason: 552 "
               "5.3.4 Message size exceeds fixed limit)\n\n   ----- Transcript of session follows -----\n552 "
               "5.3.4 "
               "<kim@shop.example>... Message is too large\n",
               BounceReason::size, "5.3.4"},
        Notice{"GMX", "MAILER-DAEMON@gmx.example", "Mail delivery failed: returning message to sender",
               "This message was created automatically by mail delivery software.\n\nA message that you sent "
               "could not be "
               "delivered to one or more of\nits recipients. This is a permanent error. The following "
               "address\nfailed:\n\n"
               "kim@shop.example:\nSMTP error from remote server for TEXT command, host: mx.shop.example "
               "(192.0.2.9) reason: "
               "550 Message content rejected, contains spam\n",
               BounceReason::spam, "5.0.0"},
        Notice{"QQ", "PostMaster@qq.example", "系统退信/Systems bounce",
               "很抱歉您发送的邮件被退回。\n\n收件人: kim@shop.example\n退信原因: 收件人邮箱不存在 550 "
               "Mailbox not found\n",
               BounceReason::user_unknown, "5.0.0"},
        Notice{"A Japanese provider", "Mail Delivery Subsystem <MAILER-DAEMON@mail.example.jp>", "配信エラー",
               "次の宛先にメールを配信できませんでした。\n\n宛先: kim@shop.example\n理由: 550 5.1.1 "
               "ユーザが見つかりません\n",
               BounceReason::user_unknown, "5.1.1"},
        Notice{"IronPort", "Mail Delivery System <MAILER-DAEMON@ironport.example>", "Delivery Notification",
               "The following message to <kim@shop.example> was undeliverable.\nThe reason for the "
               "problem:\n5.1.0 - Unknown "
               "address error 550-'5.7.1 Access denied'\n",
               BounceReason::policy, "5.1.0"}));

INSTANTIATE_TEST_SUITE_P(
    WhereTheAddressStandsInASentence, NoticeOf,
    testing::Values(
        Notice{"Gmail in Japanese", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
               "Delivery Status Notification (Failure)",
               "アドレスが見つからないため、kim@shop.example にメールは配信されませんでした。\n",
               BounceReason::user_unknown, "5.1.1"},
        Notice{"Gmail in Korean", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
               "Delivery Status Notification (Failure)",
               "받은편지함이 가득 차 있어 kim@shop.example(으)로 메일이 전송되지 않았습니다.\n",
               BounceReason::mailbox_full},
        Notice{"a particle without a blank", "MAILER-DAEMON@mail.example", "반송 안내",
               "수신자 kim@shop.example으로 보낸 메일이 반송되었습니다.\n사유: 첨부파일 용량 초과\n",
               BounceReason::size},
        Notice{"wide brackets", "PostMaster@mail.example", "系统退信",
               "收件人（kim@shop.example）的邮箱不存在，邮件无法送达。\n", BounceReason::user_unknown,
               "5.1.1"},
        Notice{"certified mail", "posta-certificata@pec.example", "AVVISO DI MANCATA CONSEGNA: Ordine",
               "Nel messaggio destinato all'utente \"kim@shop.example\" è stato rilevato un errore:\n5.1.1 - "
               "indirizzo non valido.\nIl messaggio è stato rifiutato dal sistema.\n",
               BounceReason::user_unknown, "5.1.1"}));

INSTANTIATE_TEST_SUITE_P(
    WhereTheCodeStandsElsewhere, NoticeOf,
    testing::Values(
        Notice{"Exchange Online, details", "postmaster@contoso.example", "Undeliverable: Order 12",
               "Your message to kim@shop.example couldn't be delivered.\n\nOriginal Message Details\nCreated "
               "Date: "
               "11/2/2026\n\nError Details\nReported error: 550 5.1.10 RESOLVER.ADR.RecipientNotFound\n",
               BounceReason::user_unknown, "5.1.10"},
        Notice{"the version of a program", "MAILER-DAEMON@mx.example.net", "Undelivered mail",
               "This is Exim 4.94.2.\n\nYour message to kim@shop.example could not be delivered: mailbox is "
               "full\n",
               BounceReason::mailbox_full},
        Notice{"qmail, boilerplate", "MAILER-DAEMON@mx.example.net", "failure notice",
               "<kim@shop.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.7.1 not for "
               "us\nGiving up on 192.0.2.1.\n\nCould not be delivered.\n",
               BounceReason::policy, "5.7.1"}));

INSTANTIATE_TEST_SUITE_P(
    ExchangeOfManyLanguages, NoticeOf,
    testing::Values(
        Notice{"fr", "postmaster@shop.example", "Non remis : Commande",
               "Échec de la remise pour ces destinataires :\n\nkim@shop.example\nL'adresse de messagerie que "
               "vous avez "
               "entrée est introuvable.\n",
               BounceReason::user_unknown, "5.1.1"},
        Notice{"it", "postmaster@shop.example", "Non recapitabile: Ordine",
               "Impossibile recapitare a:\n\nkim@shop.example\nImpossibile trovare l'indirizzo immesso.\n",
               BounceReason::user_unknown, "5.1.1"},
        Notice{"pl", "postmaster@shop.example", "Niedostarczone: Zamówienie",
               "Nie można dostarczyć:\n\nkim@shop.example\nNie można znaleźć tego adresu e-mail.\n",
               BounceReason::user_unknown, "5.1.1"},
        Notice{"zh", "postmaster@shop.example", "无法送达: 订单",
               "无法投递到:\n\nkim@shop.example\n找不到您输入的电子邮件地址。\n", BounceReason::user_unknown,
               "5.1.1"}));

}  // namespace
}  // namespace ticketd::parsers
