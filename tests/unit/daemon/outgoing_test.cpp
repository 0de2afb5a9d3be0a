// What goes out fits into the conversations of other people's mail clients, and what comes back is
// understood.
#include "tests/unit/daemon/desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TicketAction reply(std::string text) {
  return {.ticket = {1}, .action = "reply", .as = "kim", .text = std::move(text)};
}

std::string bounce(const std::string& id, const std::string& status,
                   const std::string& recipient = "Final-Recipient: rfc822; park@customer.example") {
  return "From: mailer-daemon@customer.example\r\nTo: support@desk.example\r\nSubject: "
         "Undelivered\r\nMessage-ID: <" +
         id +
         ">\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\nContent-Type: "
         "message/delivery-status\r\n\r\n"
         "Reporting-MTA: dns; mx.customer.example\r\n\r\n" +
         recipient + "\r\nAction: failed\r\nStatus: " + status + "\r\n\r\n--b--\r\n";
}

}  // namespace

TEST(Outgoing, AnAnswerCarriesTheThreadOfOutlookOn) {
  TestDesk desk;
  desk.receive(mail("q@customer.example")
                   .head("Thread-Index: AdxZq0xvAAECAwQFBgcICQoLDA0ODw==\r\nThread-Topic: printer"));
  const auto receipt = desk.bytes_of(desk.last_letter("park@customer.example"));
  EXPECT_THAT(receipt, HasSubstr("\r\nThread-Index: AdxZq0xvAAECAwQFBgcICQoLDA0O"));
  EXPECT_THAT(receipt, Not(HasSubstr("Thread-Topic")))
      << "an acknowledgement repeats nothing that the sender wrote";

  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  const auto answer = desk.bytes_of(desk.last_letter("park@customer.example"));
  EXPECT_THAT(answer, HasSubstr("\r\nThread-Index: AdxZq0xvAAECAwQFBgcICQoLDA0O"));
  EXPECT_THAT(answer, HasSubstr("\r\nThread-Topic: printer\r\n"));
  EXPECT_THAT(desk.bytes_of(desk.last_letter("kim@corp.example")), Not(HasSubstr("Thread-Index")))
      << "it is not kim's";
}

TEST(Outgoing, AnIdThatARelayMadeOfOursIsLearntFromTheFirstReply) {
  TestDesk desk;
  desk.receive(mail("q@customer.example").cc("choi@customer.example"));
  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  auto answer = desk.last_letter("park@customer.example");
  answer.message_id = "0102018f-rewritten@relay.example";  // what arrived there
  EXPECT_EQ(desk.receive(mail("r1@customer.example").answering(answer)).ticket, core::TicketId{1});

  // The colleague answers the same mail, with a client that keeps no address but the plain one.
  const auto joined = desk.receive(mail("r2@customer.example")
                                       .from("choi@customer.example")
                                       .about("AW: something else")
                                       .citing("0102018f-rewritten@relay.example"));
  EXPECT_EQ(joined.ticket, core::TicketId{1});
}

TEST(Outgoing, ABounceOfThatVeryMailMarksTheAddress) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  const auto answer = desk.last_letter("park@customer.example");
  desk.receive(bounce("forged@x", "5.1.1"), "", "support@desk.example", "forged@x");
  desk.receive(bounce("soft@x", "4.2.2"), "", answer.envelope_sender, "soft@x");
  EXPECT_TRUE(desk.ticket(1).undeliverable.empty());

  desk.receive(bounce("real@x", "5.1.1"), "", answer.envelope_sender, "real@x");
  const auto marked = desk.ticket(1).undeliverable;
  ASSERT_EQ(marked.size(), 1U);
  EXPECT_EQ(marked[0].address, "park@customer.example");
  EXPECT_THAT(marked[0].reason, HasSubstr("5.1.1"));
}

TEST(Outgoing, ADeadMemberOfAListSilencesNobodyElse) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  const auto answer = desk.last_letter("park@customer.example");
  desk.receive(bounce("dead@x", "5.1.1",
                      "Original-Recipient: rfc822; gone@customer.example\r\nFinal-Recipient: rfc822; "
                      "gone@customer.example"),
               "", answer.envelope_sender, "dead@x");
  EXPECT_TRUE(desk.ticket(1).undeliverable.empty());
  const auto told = desk.letter_with_words("kim@corp.example", core::LetterKind::delivery_failed);
  EXPECT_EQ(told.variables.at("recipient"), "park@customer.example (gone@customer.example)");
  const auto events = desk.ticket(1).events;
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const core::Event& event) {
    return event.kind == core::EventKind::bounce && event.from == "gone@customer.example";
  }));
}

TEST(Outgoing, ABounceCountsByTheAddressThatWeWroteTo) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  const auto answer = desk.last_letter("park@customer.example");
  desk.receive(bounce("moved@x", "5.1.1",
                      "Original-Recipient: rfc822; Park@customer.example\r\nFinal-Recipient: rfc822; "
                      "park@mailbox.customer.example"),
               "", answer.envelope_sender, "moved@x");
  ASSERT_EQ(desk.ticket(1).undeliverable.size(), 1U);
}

TEST(Outgoing, WhoeverWritesFromAMarkedAddressIsWrittenToAgainWhenProven) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  const auto answer = desk.last_letter("park@customer.example");
  desk.receive(bounce("real@x", "5.1.1"), "", answer.envelope_sender, "real@x");
  desk.receive(mail("a@customer.example").answering(answer).saying("I am here."));
  EXPECT_EQ(desk.ticket(1).undeliverable.size(), 1U) << "anybody can say so";

  desk.receive(mail("b@customer.example").answering(answer).proven().saying("I am really here."));
  EXPECT_TRUE(desk.ticket(1).undeliverable.empty());
  const auto last = desk.ticket(1).events.back();
  EXPECT_EQ(last.kind, core::EventKind::delivery);
  EXPECT_EQ(last.from, "park@customer.example");
  EXPECT_THAT(last.to, HasSubstr("deliverable again"));
}

TEST(Outgoing, AgentsSeeWhereAnswersGoAndTheRequestersNextMailChangesIt) {
  TestDesk desk;
  desk.receive(mail("q@customer.example").head("Reply-To: other@else.example"));
  EXPECT_EQ(
      desk.letter_with_words("kim@corp.example", core::LetterKind::new_ticket).variables.at("answers_to"),
      "other@else.example");
  EXPECT_EQ(desk.ticket(1).ticket.reply_to, "other@else.example");
  desk.receive(mail("r@customer.example").citing("q@customer.example").saying("One thing more."));
  EXPECT_EQ(desk.ticket(1).ticket.reply_to, "");
  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  EXPECT_EQ(desk.last_letter("park@customer.example").kind, core::LetterKind::public_reply);
}

TEST(Outgoing, OnlyAProvenMailSendsAnswersElsewhere) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  const auto elsewhere = [](std::string id) {
    return mail(std::move(id)).citing("q@customer.example").head("Reply-To: other@else.example");
  };
  desk.receive(elsewhere("r@customer.example"));
  EXPECT_EQ(desk.ticket(1).ticket.reply_to, "");
  desk.receive(elsewhere("s@customer.example").proven());
  EXPECT_EQ(desk.ticket(1).ticket.reply_to, "other@else.example");
}

TEST(Outgoing, WhoeverFilledInAWebFormIsAnsweredThroughoutTheConversation) {
  TestDesk desk;
  desk.receive(mail("form@shop.example").from("form@shop.example").head("Reply-To: park@customer.example"));
  ASSERT_TRUE(desk.act(reply("Is it switched on?")));
  desk.receive(mail("r@customer.example").answering(desk.last_letter("park@customer.example")).proven());
  EXPECT_EQ(desk.ticket(1).ticket.reply_to, "park@customer.example");
}

}  // namespace ticketd::daemon
