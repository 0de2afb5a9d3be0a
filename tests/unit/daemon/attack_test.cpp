// Attacks on help desks that happened to others, each as its script: what the attacker sends, and that
// nothing comes of it.
#include "desk.h"

namespace ticketd::daemon {

using core::LetterKind, core::LinkKind, core::Outcome, core::Place, core::Role, core::State, core::TicketId,
    core::Visibility;

namespace {

/// A customer's ticket with one answer of its agent.
struct Answered {
  TestDesk desk;
  core::Letter told, answer;
  Answered() {
    desk.receive(mail("q@customer.example").saying("My order number is 4711, my address is 1 Secret Road."));
    told = desk.last_letter("kim@corp.example");
    desk.receive(mail("a@corp.example").answering(told).proven().saying("We sent it again."));
    answer = desk.last_letter("park@customer.example");
  }
  core::Ticket ticket(std::int64_t number = 1) { return desk.ticket(number).ticket; }
  std::size_t letters() { return desk.letters().size(); }
  /// Nothing of the ticket was changed by the agent's own hand but the answer.
  void expect_untouched() {
    EXPECT_EQ(ticket().state, State::open);
    EXPECT_EQ(ticket().assignee, "kim");
    EXPECT_EQ(ticket().priority, core::Priority::normal);
    EXPECT_TRUE(ticket().tags.empty());
    EXPECT_TRUE(ticket().participants.empty());
  }
};

}  // namespace

TEST(Attack, CVE202449193AForgedRequesterWithACopyBringsNobodyIn) {
  Answered at;
  const auto before = at.letters();
  // the number is guessed, the From forged; the attacker copies himself to be shown the history
  at.desk.receive(mail("forged@evil.example")
                      .from("park@customer.example")
                      .failed()
                      .about("Re: [#1] printer")
                      .cc("attacker@evil.example")
                      .saying("Please keep my colleague informed."));
  at.expect_untouched();
  at.desk.receive(mail("forged2@evil.example")
                      .from("park@customer.example")
                      .about("Re: [#1] printer")
                      .cc("attacker@evil.example")
                      .saying("Please keep my colleague informed."));
  at.desk.receive(mail("a2@corp.example").answering(at.told).proven().saying("Of course."));
  EXPECT_TRUE(at.desk.letters("attacker@evil.example").empty());
  EXPECT_GT(at.letters(), before);
}

TEST(Attack, TicketTrickAMailToTheSupportAddressIsShownToNobodyOutside) {
  Answered at;
  // a service that trusts the company's domain sends its sign-up code to the support address of a ticket
  at.desk.receive(mail("verify@service.example")
                      .from("no-reply@service.example")
                      .to(at.answer.reply_to)
                      .about("Your verification code")
                      .saying("Your code is 998877."));
  for (const auto& item : at.desk.outbox()) {
    if (item.letter.to.address == "kim@corp.example") continue;
    for (const auto& [name, value] : item.letter.variables)
      EXPECT_EQ(value.find("998877"), std::string::npos) << item.letter.to.address;
  }
  EXPECT_EQ(at.ticket().interactions, 2) << "it is no word of that ticket";
}

TEST(Attack, GuessedNumbersJoinNothing) {
  Answered at;
  for (int number = 1; number <= 3; ++number)
    for (const auto* subject : {"[#%] printer", "Re: [#%]", "[Ticket #%]", "RE: printer [#%] [#1]"}) {
      auto text = std::string(subject);
      text.replace(text.find('%'), 1, std::to_string(number));
      const auto id = std::to_string(number) + std::to_string(text.size()) + "@evil.example";
      const auto trace = at.desk.receive(mail(id).from("guess@evil.example").about(text));
      EXPECT_NE(trace.ticket, TicketId{1}) << text;
    }
  at.expect_untouched();
}

TEST(Attack, ALeakedTokenOpensNothingForAStranger) {
  Answered at;
  for (const auto* letter : {&at.answer, &at.told}) {
    const auto trace = at.desk.receive(mail("leak" + std::to_string(letter == &at.told) + "@evil.example")
                                           .answering(*letter)
                                           .from("thief@evil.example")
                                           .proven()
                                           .saying("#close\r\nSend me everything."));
    EXPECT_NE(trace.ticket, TicketId{1});
    EXPECT_EQ(at.ticket(trace.ticket->value).links,
              (std::vector{core::Link{LinkKind::possible_origin, {1}}}));
  }
  at.expect_untouched();
  for (const auto& item : at.desk.outbox()) {
    if (item.letter.to.address != "thief@evil.example") continue;
    for (const auto& [name, value] : item.letter.variables)
      EXPECT_EQ(value.find("4711"), std::string::npos) << "nothing is read from the ticket";
  }
}

TEST(Attack, AForgedAuthenticationResultOnTopOfAStrangersMailDoesNotCount) {
  Answered at;
  // our host added its Received field above; what the sender wrote stands below it
  const auto forged = [&](const std::string& id, const std::string& fields) {
    auto script = mail(id).answering(at.told).saying("#close");
    return at.desk.receive(
        "Received: from evil.example (evil.example [203.0.113.9]) by mx.desk.example with ESMTP; Sat, 21 Nov "
        "2026 "
        "10:00:00 +0900\r\n" +
            fields + script.bytes(),
        "kim@corp.example", script.recipient(), script.id());
  };
  // … above a Received field that is no host of ours: it could have come that far with the sender's help
  forged("top@evil.example",
         "Received: from x by relay.evil.example; Sat, 21 Nov 2026 10:00:00 +0900\r\n"
         "Authentication-Results: mx.desk.example; dmarc=pass header.from=corp.example\r\n");
  at.expect_untouched();
  // … of an id that is not ours, or of ours only to the eye
  for (const auto* id : {"mx.evil.example", "mx.desk.example.evil.example", "\"mx.desk.example\" evil",
                         "mx.desk.example(", "mx-desk.example"})
    forged(std::string(id) + "@evil.example",
           "Authentication-Results: " + std::string(id) + "; dmarc=pass header.from=corp.example\r\n");
  at.expect_untouched();
}

TEST(Attack, AForgedLowerAuthenticationResultContradictsOursAndNothingIsObeyed) {
  Answered at;
  auto script = mail("low@evil.example").answering(at.told).saying("#close");
  at.desk.receive(
      "Authentication-Results: mx.desk.example; dmarc=fail header.from=corp.example\r\n"
      "Authentication-Results: mx.desk.example; dmarc=pass header.from=corp.example\r\n" +
          script.bytes(),
      "kim@corp.example", script.recipient(), script.id());
  at.expect_untouched();
  // what stands in comments, quoted strings, reasons and addresses is no result
  for (const auto* value :
       {"dmarc=none (dmarc=pass header.from=corp.example)",
        "dmarc=none reason=\"; dmarc=pass header.from=corp.example\"",
        "spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=corp.example\"@evil.example"}) {
    auto tricky = mail("t" + std::to_string(std::string(value).size()) + "@evil.example")
                      .answering(at.told)
                      .saying("#close");
    at.desk.receive(
        "Authentication-Results: mx.desk.example; " + std::string(value) + "\r\n" + tricky.bytes(),
        "kim@corp.example", tricky.recipient(), tricky.id());
    at.expect_untouched();
  }
}

TEST(Attack, ADisplayNameIsNobodysProof) {
  Answered at;
  for (const auto* from :
       {"\"김민지 <kim@corp.example>\" <mallory@evil.example>", "\"kim@corp.example\" <mallory@evil.example>",
        "kim@corp.example <mallory@evil.example>"}) {
    auto script = mail("d" + std::to_string(std::string(from).size()) + "@evil.example")
                      .answering(at.told)
                      .from(from)
                      .saying("#close");
    at.desk.receive(
        "Authentication-Results: mx.desk.example; dmarc=pass header.from=evil.example\r\n" + script.bytes(),
        "mallory@evil.example", script.recipient(), script.id());
  }
  at.expect_untouched();
}

TEST(Attack, AHomographIsAnotherPerson) {
  Answered at;
  for (const auto* from : {"kіm@corp.example", "kim@cоrp.example", "kim@corp.example.", "kim@corp.examp1e",
                           "k\u200Bim@corp.example"}) {
    auto script = mail("h" + std::to_string(at.letters()) + "@evil.example")
                      .answering(at.told)
                      .from(from)
                      .proven()
                      .saying("#close");
    at.desk.receive(script);
  }
  at.expect_untouched();
}

TEST(Attack, ReplyToSaysWhereToAnswerAndNeverWhoWrote) {
  Answered at;
  const auto trace = at.desk.receive(mail("rt@evil.example")
                                         .answering(at.told)
                                         .from("mallory@evil.example")
                                         .proven()
                                         .head("Reply-To: kim@corp.example")
                                         .saying("#close"));
  EXPECT_NE(trace.role, Role::agent);
  at.desk.receive(mail("rt2@evil.example")
                      .from("mallory@evil.example")
                      .about("[#1] printer")
                      .head("Reply-To: park@customer.example"));
  at.expect_untouched();
}

TEST(Attack, ACustomerWhoGotAnAgentsNotificationIsStillACustomer) {
  Answered at;  // osTicket: the token of a staff alert made its bearer staff
  at.desk.receive(mail("staff@customer.example")
                      .answering(at.told)
                      .from("park@customer.example")
                      .proven()
                      .saying("#close\r\nHello?"));
  at.expect_untouched();
  EXPECT_EQ(at.desk.ticket(1).entries.back().entry.visibility, Visibility::private_)
      << "what answers an agent's notification is not shown on";
  EXPECT_EQ(at.desk.ticket(1).entries.back().entry.author.role, Role::requester);
}

TEST(Attack, AnAgentsIdBuiltFromACustomersDoesNotVerify) {
  Answered at;  // FreeScout: one hash for the thread, whoever it was for
  auto id = at.answer.message_id;
  for (std::size_t at_char = 0; at_char < 4; ++at_char) {
    auto forged = id;
    forged[at_char] = forged[at_char] == 'a' ? 'b' : 'a';  // another purpose, another key
    auto script = mail("n" + std::to_string(at_char) + "@evil.example")
                      .from("kim@corp.example")
                      .about("x")
                      .citing(forged)
                      .saying("#close");
    at.desk.receive(script);
  }
  at.expect_untouched();
}

TEST(Attack, CommandsInQuotesSignaturesAttachmentsAndSubjectsAreText) {
  Answered at;
  at.desk.receive(mail("quote@corp.example")
                      .answering(at.told)
                      .proven()
                      .saying("See below.\r\n\r\n-----Original Message-----\r\nFrom: "
                              "Park\r\n\r\n#close\r\n#priority urgent"));
  at.desk.receive(
      mail("sig@corp.example").answering(at.told).proven().saying("Thanks.\r\n\r\n-- \r\n#close"));
  at.desk.receive(mail("subject@corp.example").answering(at.told).proven().about("#close").saying("Hello."));
  auto with_file = mail("file@corp.example").answering(at.told).proven();
  auto bytes = with_file.bytes();
  const auto plain = bytes.find("Content-Type: text/plain");
  bytes = bytes.substr(0, plain) +
          "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the "
          "file.\r\n--b\r\n"
          "Content-Type: text/plain; name=c.txt\r\nContent-Disposition: attachment; "
          "filename=c.txt\r\n\r\n#close\r\n--b--\r\n";
  at.desk.receive(bytes, "kim@corp.example", with_file.recipient(), with_file.id());
  at.expect_untouched();
}

TEST(Attack, AReplayRunsNothingAgain) {
  Answered at;
  const auto once = mail("once@corp.example").answering(at.told).proven().saying("#priority urgent");
  at.desk.receive(once);
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "priority", .priority = "normal"}));
  auto again = once;
  at.desk.receive(again.head("X-Relay: changed"));  // the same mail by another way
  EXPECT_EQ(at.ticket().priority, core::Priority::normal);
}

TEST(Attack, OurOwnControlFieldsFromOutsideMeanNothing) {
  Answered at;  // RT obeyed its RT-* fields from outside (CVE-2023-41259)
  at.desk.receive(mail("x@evil.example")
                      .from("mallory@evil.example")
                      .citing(at.answer.message_id)
                      .head("X-Ticketd-Agent: kim\r\nX-Ticketd-Ticket: 1\r\nX-Ticketd-Trust: "
                            "proven\r\nX-Ticketd-State: closed"));
  at.expect_untouched();
}

TEST(Attack, AForgedBounceIsNoNews) {
  Answered at;
  const std::string bounce =
      "From: MAILER-DAEMON@evil.example\r\nTo: support@desk.example\r\nSubject: Undelivered\r\nMessage-ID: "
      "<b@evil.example>\r\n"
      "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
      "report-type=delivery-status; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n--b\r\nContent-Type: "
      "message/delivery-status\r\n\r\n"
      "Reporting-MTA: dns; evil.example\r\n\r\nFinal-Recipient: rfc822; park@customer.example\r\nAction: "
      "failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";
  const auto trace = at.desk.receive(bounce, "", "support@desk.example", "b@evil.example");
  EXPECT_EQ(trace.place, Place::quarantine);
  at.expect_untouched();
}

TEST(Attack, AnAgentsNameAloneGetsAnAgentToldAtTheRegisteredAddressAndNothingElse) {
  Answered at;
  const auto before = at.desk.letters("park@customer.example").size();
  at.desk.receive(
      mail("fake@evil.example").answering(at.told).failed().saying("#forward thief@evil.example\r\nHere."));
  at.expect_untouched();
  EXPECT_EQ(at.desk.last_letter("kim@corp.example").kind, LetterKind::unverified);
  EXPECT_EQ(at.desk.letters("park@customer.example").size(), before);
  EXPECT_TRUE(at.desk.letters("thief@evil.example").empty());
}

}  // namespace ticketd::daemon
