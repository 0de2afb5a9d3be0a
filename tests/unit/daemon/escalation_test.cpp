// A question that another desk of the house answers (이관): two linked tickets, of which only the first one
// writes to the customer.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using core::LetterKind, core::LinkKind, core::Role, core::State, core::Visibility;

namespace {

constexpr auto developers = R"(
[[mailbox]]
name = "dev"
address = "dev@desk.example"
display_name = "Developers"
group = "dev"
[[group]]
name = "dev"
assign = "agent:choi"
[[group]]
name = "legal"
[[agent]]
name = "choi"
display_name = "최유진"
email = "choi@corp.example"
groups = ["dev"]
[[agent]]
name = "new"
email = "new@corp.example"
groups = ["cs"]
permissions = []
)";

/// A ticket of park's that kim was told of, and a desk of developers whom kim may ask.
struct Asked {
  TestDesk desk;

  explicit Asked(const std::string& more = {}) : desk("desk.example", developers + more) {
    desk.receive(mail("q@customer.example").saying("The printer burns.\r\nIt is the third one."));
    told = desk.last_letter("kim@corp.example");
  }

  core::Letter told;
  int mails = 0;

  core::Trace says(const core::Letter& answered, const std::string& text) {
    return desk.receive(
        mail("a" + std::to_string(++mails) + "@corp.example").answering(answered).proven().saying(text));
  }
  void escalate(const std::string& words = "Is this one of the bad batch?") {
    says(told, "#escalate dev\r\n" + words);
  }
  Result<core::TicketId> act(std::int64_t ticket, const std::string& action, const std::string& as,
                             const std::string& text = {}) {
    return desk.act({.ticket = {ticket}, .action = action, .as = as, .text = text});
  }
  State state(std::int64_t ticket) { return desk.ticket(ticket).ticket.state; }
  core::Entry last_entry(std::int64_t ticket) { return desk.ticket(ticket).entries.back().entry; }
  std::size_t to_customer() { return desk.letters("park@customer.example").size(); }
};

std::vector<LetterKind> kinds(const std::vector<core::Letter>& letters) {
  std::vector<LetterKind> found;
  for (const auto& letter : letters) found.push_back(letter.kind);
  return found;
}

bool links(const core::Ticket& from, LinkKind kind, std::int64_t to) {
  return std::find(from.links.begin(), from.links.end(), core::Link{kind, {to}}) != from.links.end();
}

}  // namespace

TEST(Escalation, TheWordsOfAMailThatIsNotObeyedStayOnTheDeskOfTheirAuthor) {
  Asked at;
  at.escalate();
  const auto there = at.desk.ticket(2).entries.size();
  const auto letters = at.desk.letters("choi@corp.example").size();
  at.says(at.told, "#담당 홍길동\r\nPlease see to the batch.");
  EXPECT_EQ(at.last_entry(1).text, "Please see to the batch.") << "kept as a note";
  EXPECT_EQ(at.desk.ticket(2).entries.size(), there);
  EXPECT_EQ(at.desk.letters("choi@corp.example").size(), letters);
}

TEST(Escalation, AnotherDeskGetsALinkedTicketWithTheQuestion) {
  Asked asked;
  const auto letters = asked.to_customer();
  asked.escalate();
  const auto here = asked.desk.ticket(1), there = asked.desk.ticket(2);
  EXPECT_EQ(here.ticket.state, State::escalated);
  EXPECT_TRUE(links(here.ticket, LinkKind::escalated_to, 2));
  EXPECT_TRUE(links(there.ticket, LinkKind::escalated_from, 1));
  EXPECT_EQ(there.ticket.channel, "escalation");
  EXPECT_EQ(there.ticket.group, "dev");
  EXPECT_EQ(there.ticket.mailbox, "dev");
  EXPECT_EQ(there.ticket.assignee, "choi");
  EXPECT_EQ(there.ticket.requester.address, "support@desk.example");
  EXPECT_TRUE(there.ticket.participants.empty());
  EXPECT_NE(there.entries.front().entry.text.find("bad batch"), std::string::npos);
  EXPECT_NE(there.entries.front().entry.text.find("third one"), std::string::npos);
  EXPECT_EQ(here.entries.back().entry.visibility, Visibility::private_) << "the agent's words stay a note";
  EXPECT_EQ(asked.desk.last_letter("choi@corp.example").kind, LetterKind::escalated);
  EXPECT_EQ(asked.to_customer(), letters);
}

TEST(Escalation, TheAnswerComesBackAsANoteAndTheStateFollows) {
  Asked asked;
  asked.escalate();
  const auto letters = asked.to_customer();
  asked.says(asked.desk.last_letter("choi@corp.example"), "Yes: send a new one.");
  EXPECT_EQ(asked.state(1), State::escalation_answered);
  const auto note = asked.last_entry(1);
  EXPECT_EQ(note.text, "Yes: send a new one.");
  EXPECT_EQ(note.visibility, Visibility::private_);
  EXPECT_EQ(note.author.agent, "choi");
  EXPECT_EQ(asked.desk.last_letter("kim@corp.example").kind, LetterKind::note_added);
  EXPECT_EQ(asked.to_customer(), letters) << "the customer hears it from kim, or not at all";
  const auto events = asked.desk.ticket(1).events;
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const auto& event) {
    return event.to == "escalation_answered" && event.by == "ticket:2";
  }));
}

TEST(Escalation, CommentsPassBothWaysAndChangeNoState) {
  Asked asked;
  asked.escalate();
  ASSERT_TRUE(asked.act(2, "note", "choi", "Which serial number?"));
  EXPECT_EQ(asked.last_entry(1).text, "Which serial number?");
  EXPECT_EQ(asked.state(1), State::escalated);
  ASSERT_TRUE(asked.act(1, "note", "kim", "It is AB-17."));
  EXPECT_EQ(asked.last_entry(2).text, "It is AB-17.");
  EXPECT_EQ(asked.last_entry(2).visibility, Visibility::private_);
  EXPECT_EQ(asked.desk.last_letter("choi@corp.example").kind, LetterKind::note_added);
  EXPECT_EQ(asked.desk.ticket(1).entries.size(), 4U) << "nothing comes back as an echo";
}

TEST(Escalation, WhatPassesAcrossIsToldOncePerSideAndSeenByRulesOfWords) {
  Asked asked(R"(
[[rule]]
name = "serial"
on = "note_added"
when = { words = "serial" }
then = [ { add_tag = "serial" } ]
[[rule]]
name = "batch"
on = "note_added"
when = { words = "AB-17", author = "requester" }
then = [ { add_tag = "batch-17" } ]
)");
  asked.escalate();
  ASSERT_TRUE(asked.act(2, "note", "choi", "Which serial number?"));
  EXPECT_THAT(asked.desk.ticket(1).ticket.tags, testing::ElementsAre("serial"));
  ASSERT_TRUE(asked.act(1, "note", "kim", "It is AB-17."));
  EXPECT_THAT(asked.desk.ticket(2).ticket.tags, testing::Contains("batch-17"));
  EXPECT_THAT(
      kinds(asked.desk.letters("kim@corp.example")),
      testing::ElementsAre(LetterKind::new_ticket, LetterKind::command_result, LetterKind::note_added));
  EXPECT_THAT(kinds(asked.desk.letters("choi@corp.example")),
              testing::ElementsAre(LetterKind::escalated, LetterKind::note_added));
}

TEST(Escalation, AskingAgainIsSeenByRulesOfWords) {
  Asked asked(R"(
[[rule]]
name = "urgent"
on = "note_added"
when = { words = "hurry" }
then = [ { set_priority = "urgent" } ]
)");
  asked.escalate();
  ASSERT_TRUE(asked.act(2, "resolve", "choi", "Send a new one."));
  ASSERT_TRUE(asked.desk.act(
      {.ticket = {1}, .action = "escalate", .as = "kim", .text = "Please hurry.", .group = "dev"}));
  EXPECT_EQ(asked.desk.ticket(2).ticket.priority, core::Priority::urgent);
}

TEST(Escalation, WhatTheCustomerWritesMeanwhileReachesTheOtherDesk) {
  Asked asked;
  asked.escalate();
  asked.desk.receive(
      mail("more@customer.example").citing("q@customer.example").saying("Now the desk burns, too."));
  EXPECT_EQ(asked.last_entry(2).text, "Now the desk burns, too.");
  EXPECT_EQ(asked.state(1), State::escalated);
  asked.desk.receive(mail("forged@evil.example")
                         .citing("q@customer.example")
                         .failed()
                         .saying("A stranger's words, unproven."));
  EXPECT_EQ(asked.last_entry(2).text, "Now the desk burns, too.");
  ASSERT_TRUE(asked.act(1, "reply", "kim", "We are looking into it."));
  EXPECT_EQ(asked.last_entry(2).text, "Now the desk burns, too.") << "answers to the customer do not pass";
}

TEST(Escalation, AResolvedEscalationIsAnsweredAndAReopenedOneIsNot) {
  Asked asked;
  asked.escalate();
  ASSERT_TRUE(asked.act(2, "resolve", "choi"));
  EXPECT_EQ(asked.state(1), State::escalation_answered);
  EXPECT_EQ(asked.last_entry(1).text, "[#2: resolved]");
  EXPECT_EQ(asked.desk.last_letter("kim@corp.example").kind, LetterKind::note_added);
  ASSERT_TRUE(asked.act(2, "reopen", "choi"));
  EXPECT_EQ(asked.state(1), State::escalated);
  ASSERT_TRUE(asked.act(1, "close", "kim"));
  EXPECT_EQ(asked.last_entry(2).text, "[#1: closed]") << "the other desk knows that nobody waits any more";
  EXPECT_EQ(asked.state(2), State::open);
}

TEST(Escalation, AnAnsweredDeskIsAskedAgainInTheSameTicket) {
  Asked asked;
  asked.escalate();
  ASSERT_TRUE(asked.act(2, "resolve", "choi", "Yes."));
  asked.says(asked.told, "#이관 dev\r\nAnd the third one?");
  EXPECT_EQ(asked.desk.tickets().size(), 2U);
  EXPECT_EQ(asked.state(1), State::escalated);
  EXPECT_EQ(asked.state(2), State::open);
  EXPECT_NE(asked.last_entry(2).text.find("And the third one?"), std::string::npos);
  EXPECT_EQ(asked.desk.ticket(2).entries.size(), 3U) << "question, answer, question: each once";
}

TEST(Escalation, AClosedOneIsFollowedByAnother) {
  Asked asked;
  asked.escalate();
  ASSERT_TRUE(asked.act(2, "close", "choi"));
  ASSERT_TRUE(asked.desk.act(
      {.ticket = {1}, .action = "escalate", .as = "kim", .text = "Once more.", .group = "dev"}));
  EXPECT_EQ(asked.desk.tickets().size(), 3U);
  ASSERT_TRUE(asked.act(3, "reply", "choi", "Here it is."));
  EXPECT_EQ(asked.state(1), State::escalation_answered);
  ASSERT_TRUE(asked.act(1, "note", "kim", "Thank you."));
  EXPECT_EQ(asked.last_entry(3).text, "Thank you.") << "the newest is spoken to";
}

TEST(Escalation, AnAnswerFindsTheTicketThatTheOriginalWasMergedInto) {
  Asked asked;
  asked.desk.receive(mail("q2@customer.example").about("printer again"));
  asked.escalate();
  ASSERT_TRUE(asked.desk.act({.ticket = {2}, .action = "merge", .as = "kim", .tickets = {1}}));
  EXPECT_EQ(asked.state(2), State::escalated);
  ASSERT_TRUE(asked.act(3, "reply", "choi", "Send a new one."));
  EXPECT_EQ(asked.last_entry(2).text, "Send a new one.");
  EXPECT_EQ(asked.state(2), State::escalation_answered);
  ASSERT_TRUE(asked.act(2, "note", "kim", "Done."));
  EXPECT_EQ(asked.last_entry(3).text, "Done.");
}

TEST(Escalation, NothingOfItIsWrittenToTheCustomerWhateverIsDone) {
  Asked asked;
  asked.escalate();
  const auto before = asked.to_customer();
  for (const auto* action : {"reply", "note", "hold", "pending", "reopen", "resolve", "close"}) {
    (void)asked.act(2, action, "choi", "Words of the other desk.");
    EXPECT_EQ(asked.to_customer(), before) << action;
  }
  for (const auto* action : {"forward", "cc"}) {
    const auto done = asked.desk.act(
        {.ticket = {2}, .action = action, .as = "choi", .text = "x", .to = {"park@customer.example"}});
    EXPECT_FALSE(done) << action;
  }
  EXPECT_EQ(asked.to_customer(), before);
}

TEST(Escalation, TheCustomerDoesNotFindIt) {
  Asked asked;
  asked.escalate();
  const auto trace = asked.desk.receive(
      mail("guess@customer.example").proven().about("[#2] printer").saying("Who is working on it?"));
  EXPECT_NE(trace.ticket, core::TicketId{2});
  const auto told = asked.desk.last_letter("choi@corp.example");
  const auto leaked = asked.desk.receive(mail("leak@customer.example")
                                             .answering(told)
                                             .from("park@customer.example")
                                             .proven()
                                             .saying("I was sent this by mistake."));
  EXPECT_NE(leaked.ticket, core::TicketId{2});
}

TEST(Escalation, WhoMayNotTransferMayNotEscalate) {
  Asked asked;
  const auto refused = asked.desk.act({.ticket = {1}, .action = "escalate", .as = "new", .group = "dev"});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("no permission"), std::string::npos);
  EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = "escalate", .group = "dev"}))
      << "somebody stands behind it";
  EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = "escalate", .as = "kim", .group = "nobody"}));
  EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = "escalate", .as = "kim", .group = "cs"}));
  EXPECT_EQ(asked.state(1), State::open);
}

TEST(Escalation, AForgedMailEscalatesNothing) {
  Asked asked;
  asked.desk.receive(mail("f@evil.example").answering(asked.told).saying("#escalate dev\r\nPlease."));
  asked.desk.receive(
      mail("g@customer.example").citing("q@customer.example").proven().saying("#escalate dev\r\nPlease."));
  EXPECT_EQ(asked.desk.tickets().size(), 1U);
  EXPECT_EQ(asked.state(1), State::open);
}

TEST(Escalation, OneDeskIsAskedAtATime) {
  Asked asked;
  asked.escalate();
  const auto again = asked.desk.act({.ticket = {1}, .action = "escalate", .as = "kim", .group = "dev"});
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().detail.find("#2"), std::string::npos);
  const auto other = asked.desk.act({.ticket = {1}, .action = "escalate", .as = "kim", .group = "legal"});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().detail.find("transfer"), std::string::npos);
}

TEST(Escalation, SomeReasonsAndDeedsAreNotForEitherOfTheTwo) {
  Asked asked;
  asked.escalate();
  for (const auto ticket : {1, 2})
    for (const auto* reason : {"spam", "abuse", "duplicate"})
      EXPECT_FALSE(asked.desk.act(
          {.ticket = {ticket}, .action = "resolve", .as = "kim", .internal = true, .reason = reason}))
          << ticket << ' ' << reason;
  EXPECT_FALSE(asked.act(1, "spam", "kim"));
  for (const auto* deed : {"spam", "split", "forward", "cc"})
    EXPECT_FALSE(asked.act(2, deed, "choi", "x")) << deed;
  EXPECT_FALSE(asked.desk.act({.ticket = {2}, .action = "escalate", .as = "choi", .group = "legal"}));
  EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = "merge", .as = "kim", .tickets = {2}}));
  ASSERT_TRUE(asked.desk.act(
      {.ticket = {2}, .action = "resolve", .as = "choi", .internal = true, .reason = "solved_by_phone"}));
  EXPECT_EQ(asked.last_entry(1).text, "[#2: resolved, solved_by_phone]");
}

/// Whatever two desks say and do, in any order: every letter of the escalation goes to an agent (TestDesk
/// looks at the end), and the customer is sent what was said to the customer and nothing else.
TEST(Escalation, InAnyOrderOfDeedsOnlyTheOriginalSpeaksToTheCustomer) {
  std::uint64_t seed = 11;
  const auto random = [&](std::uint64_t most) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (seed >> 33U) % most;
  };
  static constexpr const char* deeds[] = {"reply",  "note",    "hold",  "resolve",
                                          "reopen", "pending", "close", "take"};
  for (int round = 0; round < 12; ++round) {
    Asked asked;
    asked.escalate("Asked in round " + std::to_string(round) + " of many.");
    std::size_t spoken = asked.to_customer();
    for (int step = 0; step < 25; ++step) {
      const bool there = random(2) == 1;
      const std::string deed = deeds[random(std::size(deeds))];
      const auto* words = there            ? "Said by the other desk."
                          : deed == "note" ? "Said among colleagues."
                                           : "Said to park, the customer.";
      (void)asked.act(there ? asked.desk.tickets().back().id.value : 1, deed, there ? "choi" : "kim", words);
      if (random(6) == 0)
        (void)asked.desk.act(
            {.ticket = {1}, .action = "escalate", .as = "kim", .text = "Again.", .group = "dev"});
      if (there) {
        EXPECT_EQ(asked.to_customer(), spoken) << deed;
      }
      spoken = asked.to_customer();
    }
    for (const auto& item : asked.desk.outbox())
      if (item.letter.to.address == "park@customer.example" && item.letter.variables.contains("text")) {
        EXPECT_EQ(item.letter.variables.at("text").find("other desk"), std::string::npos);
      }
  }
}

}  // namespace ticketd::daemon
