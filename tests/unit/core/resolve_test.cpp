#include "core/resolve.h"

#include "house_fixture.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

struct Resolving : ::testing::Test {
  TestHouse test;
  House house = test.house();
  Mail mail;
  Envelope envelope{"", {"support@desk.example"}};
  Source source{.behind_our_border = true};
  Evidence evidence;
  Trace trace;

  Resolving() {
    TicketContext context;
    context.ticket.id = {7};
    context.ticket.mailbox = "support";
    context.ticket.requester = {"박서연", "park@customer.example"};
    context.ticket.participants = {{{"", "colleague@customer.example"}, Role::cc, {}}};
    context.ticket.assignee = "kim";
    context.forwards = {{{90}, {7}, "kim", {{"", "vendor@parts.example"}}, {}}};
    evidence.tickets[{7}] = context;
  }

  void from(const std::string& address) {
    mail.from = {{"", address}};
    mail.one_author = true;
  }
  void authenticated() {
    const auto at = mail.from[0].address.find('@');
    mail.trace = {{TraceField::Kind::authentication_results,
                   {},
                   {"mx.desk.example",
                    {{"dmarc", "pass", {{"header.from", mail.from[0].address.substr(at + 1)}}}},
                    true}}};
  }
  void failed() {
    mail.trace = {
        {TraceField::Kind::authentication_results, {}, {"mx.desk.example", {{"dmarc", "fail", {}}}, true}}};
  }
  std::string token_address(Purpose purpose, const std::string& party) {
    return reply_address(test.desk.mailboxes[0], make_token(purpose, {7}, party, house), test.seal);
  }
  void sighted(const std::string& id, SightingHow how = SightingHow::has) {
    mail.in_reply_to = {id};
    evidence.sightings = {{.message_id = id, .ticket = {7}, .how = how, .entry = EntryId{1}}};
  }
  Outcome outcome() {
    const auto arrival = arrive({1}, mail, envelope, source, house);
    where = resolve(arrival, evidence, house, trace);
    return place_of_words(where.answers, author_of(arrival, where));
  }
  Destination where;
};

}  // namespace

TEST_F(Resolving, AMailThatAnswersNothingOpensATicket) {
  from("new@customer.example");
  EXPECT_EQ(outcome(), Outcome::new_ticket);
}

TEST_F(Resolving, TheRequestersReplyJoinsByReference) {
  from("Park@Customer.Example");
  sighted("first@customer.example");
  EXPECT_EQ(outcome(), Outcome::public_entry);
  EXPECT_EQ(where.role, Role::requester);
}

TEST_F(Resolving, AColleagueInCcSpeaksInTheThread) {
  from("colleague@customer.example");
  sighted("x@desk.example", SightingHow::ours);
  EXPECT_EQ(outcome(), Outcome::public_entry);
  EXPECT_EQ(where.role, Role::cc);
}

TEST_F(Resolving, AStrangerWithALeakedReferenceOpensATicketThatNamesTheOther) {
  from("stranger@else.example");
  sighted("first@customer.example");
  EXPECT_EQ(outcome(), Outcome::new_ticket_naming);
}

TEST_F(Resolving, AStrangerWithALeakedTokenIsStillAStranger) {
  from("stranger@else.example");
  mail.to = {{"", token_address(Purpose::customer, "park@customer.example")}};
  EXPECT_EQ(outcome(), Outcome::new_ticket_naming);
}

TEST_F(Resolving, ANumberInTheSubjectJoinsParticipantsOnly) {
  mail.subject = "Re: [#7] printer";
  from("stranger@else.example");
  EXPECT_EQ(outcome(), Outcome::new_ticket);
  from("park@customer.example");
  EXPECT_EQ(outcome(), Outcome::public_entry);
  failed();
  EXPECT_EQ(outcome(), Outcome::new_ticket) << "a forged From does not open a ticket by its number";
}

TEST_F(Resolving, AForgedRequesterNeedsMoreThanAReference) {
  from("park@customer.example");
  failed();
  sighted("first@customer.example");
  EXPECT_EQ(outcome(), Outcome::new_ticket_naming);
  mail.to = {{"", token_address(Purpose::customer, "park@customer.example")}};
  EXPECT_EQ(outcome(), Outcome::public_entry)
      << "the token of that very person lets the words in, marked unverified";
}

TEST_F(Resolving, AnAgentIsObeyedOnlyWhenProvenAndWithTheOwnToken) {
  from("kim@corp.example");
  mail.to = {{"", token_address(Purpose::agent, "kim@corp.example")}};
  EXPECT_EQ(outcome(), Outcome::unverified_note) << "not authenticated";
  authenticated();
  EXPECT_EQ(outcome(), Outcome::agent_answer);
  mail.to = {{"", token_address(Purpose::agent, "lee@corp.example")}};
  EXPECT_EQ(outcome(), Outcome::agent_answer) << "a colleague's token: authentication says who speaks";
  mail.to = {{"", token_address(Purpose::customer, "park@customer.example")}};
  EXPECT_EQ(outcome(), Outcome::unverified_note) << "a customer's token";
}

TEST_F(Resolving, ADeskMayTakeTokenAndFromAsProof) {
  test.settings.trust.agents_by_token = true;
  from("kim@corp.example");
  mail.to = {{"", token_address(Purpose::agent, "kim@corp.example")}};
  EXPECT_EQ(outcome(), Outcome::agent_answer);
  failed();
  EXPECT_EQ(outcome(), Outcome::unverified_note) << "a failed authentication outweighs the token";
}

TEST_F(Resolving, AnAgentsAnswerToANoteStaysPrivate) {
  from("kim@corp.example");
  authenticated();
  mail.to = {{"", token_address(Purpose::note, "kim@corp.example")}};
  EXPECT_EQ(outcome(), Outcome::private_note);
}

TEST_F(Resolving, AnAgentsNotificationThatComesBackFromACustomerStaysPrivate) {
  from("park@customer.example");
  mail.to = {{"", token_address(Purpose::agent, "kim@corp.example")}};
  EXPECT_EQ(outcome(), Outcome::private_note);
}

TEST_F(Resolving, TheForwardeesAnswerIsANoteOnTheForward) {
  from("vendor@parts.example");
  mail.to = {{"", token_address(Purpose::forward, "vendor@parts.example")}};
  EXPECT_EQ(outcome(), Outcome::note_on_forward);
  EXPECT_EQ(where.forward, EntryId{90});
}

TEST_F(Resolving, AForwardeeWhoGotHoldOfThePublicThreadStillWritesNotes) {
  from("vendor@parts.example");
  sighted("first@customer.example");
  EXPECT_EQ(outcome(), Outcome::note_on_forward);
}

TEST_F(Resolving, TheRequestersAnswerToAForwardIsPrivateAndAStrangersIsANewTicket) {
  mail.to = {{"", token_address(Purpose::forward, "vendor@parts.example")}};
  from("park@customer.example");
  EXPECT_EQ(outcome(), Outcome::note_on_forward);
  from("stranger@else.example");
  EXPECT_EQ(outcome(), Outcome::new_ticket_naming);
}

TEST_F(Resolving, AMergedTicketForwardsToTheOneThatWasKept) {
  auto& merged = evidence.tickets[{7}].ticket;
  merged.state = State::merged;
  merged.links = {{LinkKind::merged_into, {3}}};
  evidence.tickets[{3}] = evidence.tickets[{7}];
  evidence.tickets[{3}].ticket.id = {3};
  evidence.tickets[{3}].ticket.state = State::open;
  from("park@customer.example");
  sighted("first@customer.example");
  EXPECT_EQ(outcome(), Outcome::public_entry);
  EXPECT_EQ(where.ticket, TicketId{3});
}

TEST_F(Resolving, AReplyThatOvertookItsParentWaitsForIt) {
  from("park@customer.example");
  mail.message_id = "parent@customer.example";
  evidence.awaited_by = {{.message_id = "parent@customer.example", .ticket = {7}}};
  EXPECT_EQ(outcome(), Outcome::public_entry);
}

TEST_F(Resolving, ExpiredAndForgedTokensAreNoTokens) {
  from("park@customer.example");
  mail.to = {{"", token_address(Purpose::customer, "park@customer.example")}};
  test.now += std::chrono::hours(24 * 300);
  house.now = test.now;
  EXPECT_EQ(outcome(), Outcome::new_ticket);
}

TEST_F(Resolving, EveryRuleThatWasTriedStandsInTheTrace) {
  from("park@customer.example");
  sighted("first@customer.example");
  (void)outcome();
  std::vector<std::string> rules;
  for (const auto& step : trace.steps) rules.push_back(step.rule);
  EXPECT_EQ(rules, (std::vector<std::string>{"token in a recipient address", "reference to a mail of ours",
                                             "reference that a ticket has or cites", "author"}));
}

}  // namespace ticketd::core
