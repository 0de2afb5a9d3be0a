// What becomes of mails, told as people would: each test is a small conversation with the shipped desk.
#include "desk.h"

#include "core/shorten.h"

namespace ticketd::daemon {

using core::LetterKind, core::Place, core::Role, core::State, core::Visibility;
using namespace std::chrono_literals;

namespace {

std::vector<LetterKind> kinds(const std::vector<core::Letter>& letters) {
  std::vector<LetterKind> found;
  for (const auto& letter : letters) found.push_back(letter.kind);
  return found;
}

/// A ticket with a participant, one public answer, resolved by the agent.
struct Resolved {
  TestDesk desk;
  core::Letter told, answer;
  Resolved() {
    desk.receive(mail("q@customer.example").cc("colleague@customer.example"));
    told = desk.last_letter("kim@corp.example");
    desk.receive(mail("a@corp.example").answering(told).proven().saying("#resolve\r\nWe replaced it."));
    answer = desk.last_letter("park@customer.example");
  }
  core::Trace customer_says(const std::string& text, const std::string& more = {}) {
    auto reply = mail("reply@customer.example").answering(answer).saying(text);
    if (!more.empty()) reply.head(more);
    return desk.receive(reply);
  }
  core::Ticket ticket() { return desk.ticket(1).ticket; }
};

}  // namespace

TEST(Desk, ANewMailIsATicketTheCustomerIsAcknowledgedAndTheAgentIsTold) {
  TestDesk desk;
  const auto trace = desk.receive(mail("q@customer.example"));
  EXPECT_EQ(trace.place, Place::ticket);
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "kim");
  EXPECT_EQ(kinds(desk.letters("park@customer.example")), std::vector{LetterKind::acknowledgement});
  EXPECT_EQ(kinds(desk.letters("kim@corp.example")), std::vector{LetterKind::new_ticket});
}

TEST(Desk, TheAgentsAnswerGoesToEverybodyOnTheTicketAndNeverNamesTheAgentsAddress) {
  Resolved resolved;
  EXPECT_EQ(resolved.ticket().state, State::resolved);
  EXPECT_EQ(kinds(resolved.desk.letters("colleague@customer.example")), std::vector{LetterKind::resolved});
  std::size_t with_words = 0;
  for (const auto& item : resolved.desk.outbox()) {
    const auto& letter = item.letter;
    if (letter.to.address == "kim@corp.example") continue;
    with_words += letter.variables.contains("text") && !letter.variables.at("text").empty() ? 1U : 0U;
    for (const auto& [name, value] : letter.variables)
      EXPECT_EQ(value.find("corp.example"), std::string::npos) << name;
    EXPECT_EQ(letter.from.address, "support@desk.example");
    for (const auto& id : letter.references) EXPECT_EQ(id.find("corp.example"), std::string::npos) << id;
  }
  EXPECT_EQ(with_words, 2U) << "the answer to the customer and to the colleague";
}

TEST(Desk, AHumanReplyReopensAndTellsTheAssignee) {
  Resolved resolved;
  resolved.customer_says("It is broken again, please come back.");
  EXPECT_EQ(resolved.ticket().state, State::open);
  EXPECT_EQ(resolved.desk.last_letter("kim@corp.example").kind, LetterKind::reopened);
}

TEST(Desk, ThanksCloseAndAreTagged) {
  Resolved resolved;
  resolved.customer_says("감사합니다!");
  EXPECT_EQ(resolved.ticket().state, State::closed);
  EXPECT_EQ(resolved.ticket().tags, std::vector<std::string>{"satisfied"});
}

TEST(Desk, AVacationNoteNeitherReopensNorIsAnswered) {
  Resolved resolved;
  const auto before = resolved.desk.letters().size();
  resolved.customer_says("I am away until Monday.", "Auto-Submitted: auto-replied");
  EXPECT_EQ(resolved.ticket().state, State::resolved);
  EXPECT_EQ(resolved.desk.ticket(1).entries.back().entry.visibility, Visibility::private_);
  EXPECT_EQ(resolved.desk.letters().size(), before);
}

TEST(Desk, AnUnprovenReplyWithItsTokenIsKeptMayReopenAndSendsNothing) {
  Resolved resolved;
  const auto before = resolved.desk.letters().size();
  resolved.desk.receive(mail("x@customer.example")
                            .answering(resolved.answer)
                            .failed()
                            .saying("It is broken again, come back."));
  EXPECT_EQ(resolved.ticket().state, State::open);
  EXPECT_TRUE(resolved.desk.ticket(1).entries.back().entry.unverified);
  EXPECT_EQ(resolved.desk.letters().size(), before);
}

TEST(Desk, AReplyToAClosedTicketOpensALinkedOneAndTheThreadFollowsIt) {
  Resolved resolved;
  ASSERT_TRUE(resolved.desk.act({.ticket = {1}, .action = "close", .as = "kim"}));
  EXPECT_EQ(resolved.customer_says("Another thing has broken now.").ticket, core::TicketId{2});
  EXPECT_EQ(resolved.desk.ticket(2).ticket.links,
            (std::vector{core::Link{core::LinkKind::follow_up_of, {1}}}));
  const auto late =
      resolved.desk.receive(mail("late@customer.example").answering(resolved.answer).saying("And one more."));
  EXPECT_EQ(late.ticket, core::TicketId{2});
}

TEST(Desk, WordsWithANewStateReachTheCustomerUnlessItIsInternal) {
  for (const auto* action : {"pending", "close", "reopen"}) {
    Resolved resolved;
    EXPECT_FALSE(resolved.desk.act({.ticket = {1}, .action = action, .text = "Goodbye."})) << "whose words?";
    ASSERT_TRUE(resolved.desk.act({.ticket = {1}, .action = action, .as = "kim", .text = "Goodbye."}));
    EXPECT_EQ(resolved.desk.letter_with_words("park@customer.example", core::LetterKind::public_reply)
                  .variables["text"],
              "Goodbye.")
        << action;
  }
  TestDesk internal;
  internal.receive(mail("q@customer.example"));
  const auto before = internal.letters("park@customer.example").size();
  ASSERT_TRUE(internal.act({.ticket = {1},
                            .action = "resolve",
                            .as = "kim",
                            .text = "He rang.",
                            .internal = true,
                            .reason = "solved_by_phone"}));
  EXPECT_EQ(internal.letters("park@customer.example").size(), before);
  EXPECT_EQ(internal.ticket(1).entries.back().entry.visibility, core::Visibility::private_);
  EXPECT_EQ(internal.ticket(1).entries.back().entry.text, "He rang.");
}

TEST(Desk, ATagIsOneWordOfAList) {
  Resolved resolved;
  for (const std::string& tag :
       {std::string("a,b"), std::string("a\nb"), std::string(300, 'x'), std::string()})
    EXPECT_FALSE(resolved.desk.act({.ticket = {1}, .action = "tag", .as = "kim", .tags = {tag}})) << tag;
  EXPECT_TRUE(resolved.desk.act({.ticket = {1}, .action = "tag", .as = "kim", .tags = {"환불 요청"}}));
}

TEST(Desk, AResolvedTicketClosesByItselfAfterFiveDays) {
  Resolved resolved;
  resolved.desk.pass(119h);
  EXPECT_EQ(resolved.desk.wake(), 0U);
  resolved.desk.pass(2h);
  EXPECT_EQ(resolved.desk.wake(), 1U);
  EXPECT_EQ(resolved.ticket().state, State::closed);
}

TEST(Desk, AForwardNeedsTheAgentsConfirmationAndItsAnswersStayPrivate) {
  Resolved resolved;
  auto& desk = resolved.desk;
  desk.receive(mail("f@corp.example")
                   .answering(resolved.told)
                   .proven()
                   .saying("#forward vendor@parts.example\r\nWhat is this?"));
  EXPECT_TRUE(desk.letters("vendor@parts.example").empty());
  const auto question = desk.last_letter("kim@corp.example");
  ASSERT_EQ(question.kind, LetterKind::confirmation);

  desk.receive(mail("ok@corp.example").answering(question).proven().saying("ok"));
  ASSERT_EQ(kinds(desk.letters("vendor@parts.example")), std::vector{LetterKind::forward});
  const auto to_customers = desk.letters("park@customer.example").size();
  const auto trace = desk.receive(
      mail("v@parts.example").answering(desk.last_letter("vendor@parts.example")).saying("internal words"));
  EXPECT_EQ(trace.role, Role::forwardee);
  EXPECT_EQ(desk.ticket(1).entries.back().entry.visibility, Visibility::private_);
  EXPECT_EQ(desk.letters("park@customer.example").size(), to_customers);

  desk.receive(mail("back@corp.example")
                   .answering(desk.last_letter("kim@corp.example"))
                   .proven()
                   .saying("Thank you, vendor."));
  EXPECT_EQ(desk.letters("vendor@parts.example").size(), 2U) << "the agent's answer stays in that circle";
  EXPECT_EQ(desk.letters("park@customer.example").size(), to_customers);
}

TEST(Desk, AConfirmationCountsOnceAndOnlyWithinItsHour) {
  for (const bool late : {false, true}) {
    Resolved resolved;
    auto& desk = resolved.desk;
    desk.receive(
        mail("f@corp.example").answering(resolved.told).proven().saying("#forward vendor@parts.example"));
    const auto question = desk.last_letter("kim@corp.example");
    if (late) desk.pass(61min);
    desk.receive(mail("ok1@corp.example").answering(question).proven().saying("yes"));
    desk.receive(mail("ok2@corp.example").answering(question).proven().saying("yes"));
    EXPECT_EQ(desk.letters("vendor@parts.example").size(), late ? 0U : 1U);
  }
}

TEST(Desk, ConfirmingForAnotherAgentDoesNothing) {
  Resolved resolved;
  resolved.desk.receive(
      mail("f@corp.example").answering(resolved.told).proven().saying("#forward vendor@parts.example"));
  auto confirm = mail("ok@corp.example")
                     .answering(resolved.desk.last_letter("kim@corp.example"))
                     .from("lee@corp.example")
                     .proven();
  resolved.desk.receive(confirm.saying("yes"));
  EXPECT_TRUE(resolved.desk.letters("vendor@parts.example").empty());
}

TEST(Desk, AnUnknownCommandStopsAllOfThemAndNothingGoesOut) {
  Resolved resolved;
  const auto before = resolved.desk.letters("park@customer.example").size();
  resolved.desk.receive(mail("t@corp.example")
                            .answering(resolved.told)
                            .proven()
                            .saying("#hold\r\n#assign nobody\r\nSecret words."));
  EXPECT_EQ(resolved.ticket().state, State::resolved);
  EXPECT_EQ(resolved.desk.letters("park@customer.example").size(), before);
  EXPECT_EQ(resolved.desk.last_letter("kim@corp.example").kind, LetterKind::command_result);
}

TEST(Desk, ARepeatedCommandMailRunsOnce) {
  Resolved resolved;
  const auto command = mail("tag@corp.example").answering(resolved.told).proven().saying("#tag vip");
  resolved.desk.receive(command);
  const auto count = resolved.desk.letters().size();
  EXPECT_EQ(resolved.desk.receive(command).place, Place::duplicate);
  auto altered = command;
  resolved.desk.receive(altered.saying("#tag other"));
  EXPECT_EQ(resolved.ticket().tags, std::vector<std::string>{"vip"}) << "the Message-ID was used before";
  EXPECT_GE(resolved.desk.letters().size(), count);
}

TEST(Desk, ABounceCountsOnlyWithTheTokenOfThatMail) {
  Resolved resolved;
  const auto report = [&](const std::string& id) {
    return "From: MAILER-DAEMON@customer.example\r\nTo: support@desk.example\r\nSubject: "
           "Undelivered\r\nMessage-ID: <" +
           id +
           ">\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
           "boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\nContent-Type: "
           "message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; mx.customer.example\r\n\r\nFinal-Recipient: rfc822; "
           "park@customer.example\r\nAction: failed\r\n"
           "Status: 5.1.1\r\n\r\n--b--\r\n";
  };
  const auto before = resolved.desk.letters().size();
  const auto forged = resolved.desk.receive(report("forged@x"), "", "support@desk.example", "forged@x");
  EXPECT_EQ(forged.place, Place::quarantine);
  EXPECT_EQ(resolved.desk.letters().size(), before);

  const auto real = resolved.desk.receive(report("real@x"), "", resolved.answer.envelope_sender, "real@x");
  EXPECT_EQ(real.ticket, core::TicketId{1});
  EXPECT_EQ(resolved.desk.last_letter("kim@corp.example").kind, LetterKind::delivery_failed);
  bool failed = false;
  for (const auto& entry : resolved.desk.ticket(1).entries)
    for (const auto& row : entry.sent_to)
      failed |= row.message_id == resolved.answer.message_id && row.state == core::SendState::failed;
  EXPECT_TRUE(failed);
}

TEST(Desk, TwoDesksThatFaceEachOtherExchangeAtMostTwoMails) {
  TestDesk here, there("other.example");
  here.receive(
      mail("forged@x.example").from("support@other.example"));  // somebody sets the two on each other
  std::size_t seen_here = 0, seen_there = 0, crossed = 0;
  const auto carry = [&crossed](TestDesk& from, TestDesk& to, const std::string& domain, std::size_t& seen) {
    const auto letters = from.letters();
    const auto first = seen;
    for (; seen < letters.size(); ++seen) {
      const auto& letter = letters[seen];
      if (!letter.to.address.ends_with('@' + domain)) continue;
      to.receive(from.bytes_of(letter), letter.envelope_sender, letter.to.address, letter.message_id);
      ++crossed;
    }
    return seen > first;
  };
  const auto until_quiet = [&] {
    crossed = 0;
    while (crossed < 20) {
      const bool out = carry(here, there, "other.example", seen_here);
      const bool back = carry(there, here, "desk.example", seen_there);
      if (!out && !back) break;
    }
    return crossed;
  };
  EXPECT_EQ(until_quiet(), 1U) << "the acknowledgement, which is not answered";
  ASSERT_TRUE(here.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Done, we think."}));
  EXPECT_EQ(until_quiet(), 2U) << "a person's answer opens a ticket there; its acknowledgement ends it";
  EXPECT_EQ(there.tickets().size(), 1U);
  EXPECT_EQ(here.ticket(1).ticket.state, State::resolved) << "a robot reopens nothing";
}

TEST(Desk, WhatOurFilterCallsSpamOpensATicketThatNobodyIsToldOf) {
  TestDesk desk;
  const auto spam = [](std::string id) { return mail(std::move(id)).head("X-Spam-Flag: YES"); };
  const auto trace = desk.receive(spam("a@x"));
  EXPECT_EQ(desk.ticket(trace.ticket->value).ticket.state, core::State::spam);
  EXPECT_TRUE(desk.ticket(trace.ticket->value).ticket.assignee.empty());
  EXPECT_TRUE(desk.letters().empty()) << "neither its author nor an agent";
  desk.receive(mail("b@x").citing("a@x"));
  EXPECT_TRUE(desk.letters().empty()) << "nor of what is said there later";
  EXPECT_EQ(desk.ticket(trace.ticket->value).ticket.state, core::State::spam);

  ASSERT_TRUE(desk.act({.ticket = {trace.ticket->value}, .action = "restore"}));
  EXPECT_EQ(desk.ticket(trace.ticket->value).ticket.state, core::State::open);
  EXPECT_FALSE(desk.act({.ticket = {trace.ticket->value}, .action = "restore"}));
}

TEST(Desk, AnAgentsMailIsNoSpamWhateverTheFilterSays) {
  TestDesk desk;
  const auto trace = desk.receive(mail("a@x").from("kim@corp.example").proven().head("X-Spam-Flag: YES"));
  EXPECT_EQ(desk.ticket(trace.ticket->value).ticket.state, core::State::open);
}

TEST(Desk, WhoeverOpensATicketIsAContact) {
  TestDesk desk;
  desk.receive(mail("a@x"));
  desk.receive(mail("b@x").about("another"));
  const auto contact = desk.ticket(1).contact;
  ASSERT_TRUE(contact);
  EXPECT_EQ(contact->addresses, std::vector<std::string>{"park@customer.example"});
  EXPECT_EQ(desk.ticket(2).contact->id, contact->id);
}

TEST(Desk, AcknowledgementsToOneAddressAreFew) {
  TestDesk desk;
  for (int i = 0; i < 20; ++i)
    desk.receive(mail("q" + std::to_string(i) + "@customer.example").about("question " + std::to_string(i)));
  EXPECT_EQ(desk.letters("park@customer.example").size(), 1U);
  EXPECT_EQ(desk.tickets().size(), 20U);
}

TEST(Desk, AMailOfOursThatComesBackIsQuarantined) {
  TestDesk desk;
  const auto trace = desk.receive(mail("loop@x").from("support@desk.example"));
  EXPECT_EQ(trace.place, Place::quarantine);
  ASSERT_EQ(desk.quarantine().size(), 1U);
  EXPECT_NE(desk.quarantine()[0].reason.find("loop"), std::string::npos);
}

TEST(Desk, ResolvingInternallySendsNothingAndNeedsAReason) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  const auto before = desk.letters("park@customer.example").size();
  EXPECT_FALSE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .internal = true}));
  EXPECT_TRUE(
      desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .internal = true, .reason = "spam"}));
  EXPECT_EQ(desk.ticket(1).ticket.resolution, (core::Resolution{true, "spam"}));
  EXPECT_EQ(desk.letters("park@customer.example").size(), before);
}

TEST(Desk, TheLetterOfAStateGoesOutOnceUnlessThereIsSomethingToSay) {
  for (const std::string action : {"resolve", "hold"}) {
    TestDesk desk;
    desk.receive(mail("q@customer.example"));
    const TicketAction once{.ticket = {1}, .action = action, .as = "kim"};
    ASSERT_TRUE(desk.act(once));
    const auto before = desk.letters("park@customer.example").size();
    const auto again = desk.act(once);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().detail, action == "hold" ? "it is on hold already" : "it is resolved already");
    EXPECT_EQ(desk.letters("park@customer.example").size(), before);
    EXPECT_TRUE(desk.act({.ticket = {1}, .action = action, .as = "kim", .text = "Try the blue cable."}));
    EXPECT_EQ(desk.letters("park@customer.example").size(), before + 1) << "that is an answer";
  }
}

TEST(Desk, AnAgentWhoForwardsACustomersMailOpensThatCustomersTicket) {
  TestDesk desk;
  desk.receive(mail("fwd@corp.example")
                   .from("kim@corp.example")
                   .proven()
                   .about("Fwd: 배송 문의")
                   .saying("부탁드립니다.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Choi "
                           "<choi@customer.example>\r\nDate: Sun, Nov 22, 2026 at 10:00 AM\r\n"
                           "Subject: 배송 문의\r\nTo: <sales@corp.example>\r\n\r\n언제 도착하나요?"));
  EXPECT_EQ(desk.ticket(1).ticket.requester.address, "choi@customer.example");
  EXPECT_TRUE(desk.letters("choi@customer.example").empty()) << "nobody acknowledges what an agent handed in";
}

TEST(Desk, AMailToTwoOfOurAddressesIsOneTicketAndAcknowledgedOnce) {
  TestDesk desk("desk.example",
                "[[mailbox]]\nname = \"sales\"\naddress = \"sales@desk.example\"\ngroup = \"cs\"\n");
  const auto question = mail("q@customer.example").to("support@desk.example, sales@desk.example");
  desk.receive(question.bytes(), question.sender(), "support@desk.example", question.id());
  const auto copy = desk.receive("Received: by mx.desk.example\r\n" + question.bytes(), question.sender(),
                                 "sales@desk.example", question.id());
  EXPECT_EQ(copy.place, Place::duplicate);
  EXPECT_EQ(copy.ticket, core::TicketId{1});
  EXPECT_EQ(desk.tickets().size(), 1U);
  EXPECT_EQ(desk.letters("park@customer.example").size(), 1U);
  EXPECT_TRUE(desk.ticket(1).ticket.participants.empty()) << "our own addresses take no part";
}

TEST(Desk, AComplaintIsUrgentAndAManagerIsTold) {
  TestDesk desk("desk.example",
                "[[agent]]\nname = \"boss\"\nemail = \"boss@corp.example\"\nrole = \"manager\"\n");
  desk.receive(mail("q@customer.example"));
  EXPECT_TRUE(desk.letters("boss@corp.example").empty());
  desk.receive(mail("r@customer.example").citing("q@customer.example").saying("정말 실망입니다."));
  EXPECT_EQ(desk.ticket(1).ticket.priority, core::Priority::high);
  EXPECT_EQ(desk.ticket(1).ticket.tags, std::vector<std::string>{"complaint"});
  EXPECT_EQ(desk.letters("boss@corp.example").size(), 1U);
}

TEST(Desk, WhatHappenedIsInTheHistoryWithItsCause) {
  Resolved resolved;
  resolved.customer_says("It is broken again, please come back.");
  std::vector<std::string> causes;
  for (const auto& event : resolved.desk.ticket(1).events)
    if (event.kind == core::EventKind::state) causes.push_back(event.from + " " + event.to + " " + event.by);
  EXPECT_EQ(causes,
            (std::vector<std::string>{"open resolved agent:kim", "resolved open rule:reopen-on-reply"}));
}

TEST(Desk, AHugeTextIsKeptAsFarAsPeopleReadAndTheMailStaysWhole) {
  TestDesk desk;
  std::string text = "The log of our printer:\r\n";
  while (text.size() < 5 * 1024 * 1024) text += "2026-11-22 09:00:00 paper jam in tray 2\r\n";
  const auto sent = mail("log@customer.example").saying(text);
  desk.receive(sent);
  const auto view = desk.ticket(1);
  const auto& entry = view.entries.at(0).entry;
  EXPECT_LE(entry.text.size() + entry.full_text.size(), 2 * core::longest_entry_text + 100);
  EXPECT_NE((entry.text + entry.full_text).find("bytes]"), std::string::npos) << "it says that it was cut";
  EXPECT_EQ(desk.reader()->mail(*entry.mail).value()->bytes, sent.bytes());
  for (const auto& item : desk.outbox()) EXPECT_LT(desk.bytes_of(item.letter).size(), 200'000U);
}

}  // namespace ticketd::daemon
