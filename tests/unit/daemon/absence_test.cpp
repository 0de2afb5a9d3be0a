// Agents who are away, over the whole way of a mail.
#include "night_desk.h"

namespace ticketd::daemon {

using core::LetterKind, core::State;
using namespace std::chrono_literals;

TEST(Absence, ACustomersReplyIsToldToAnAbsentAssigneeUnlessTheGroupReassigns) {
  Night at;
  at.ask();
  at.desk.say_available("yoon", false);
  at.desk.receive(mail("r@customer.example").to("night@desk.example").citing("night1@customer.example"));
  EXPECT_EQ(at.assignee(1), "yoon");
  EXPECT_EQ(at.letters("yoon", LetterKind::customer_reply), 1U);
}

TEST(Absence, WhereTheGroupReassignsSomebodyElseTakesOver) {
  TestDesk desk("desk.example", R"(
[[group]]
name = "quick"
assign = "round_robin"
when_away = "reassign"
[[mailbox]]
name = "quick"
address = "quick@desk.example"
group = "quick"
[[agent]]
name = "seo"
email = "seo@corp.example"
groups = ["quick"]
[[agent]]
name = "yang"
email = "yang@corp.example"
groups = ["quick"]
)");
  desk.receive(mail("1@customer.example").to("quick@desk.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "seo");
  desk.say_available("seo", false);
  desk.receive(mail("2@customer.example").to("quick@desk.example").citing("1@customer.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "yang");
  EXPECT_EQ(desk.last_letter("yang@corp.example").kind, LetterKind::customer_reply);
  desk.say_available("yang", false);
  desk.receive(mail("3@customer.example").to("quick@desk.example").citing("1@customer.example"));
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "yang") << "nobody could take over: it stays, and yang is told";
  EXPECT_EQ(desk.letters("yang@corp.example").size(), 2U);
}

namespace {

bool is_away(TestDesk& desk, const std::string& agent, std::chrono::milliseconds in = 0ms) {
  return desk.reader()->desk_state().value().is_away(agent, desk.now() + in);
}

}  // namespace

TEST(Absence, AnAgentSaysItInTheAnswerToAnyMailOfOurs) {
  TestDesk desk;
  desk.receive(mail("1@customer.example"));
  const auto told = desk.last_letter("kim@corp.example");
  desk.receive(mail("a@corp.example").answering(told).proven().saying("#away"));
  EXPECT_TRUE(is_away(desk, "kim", 900h));
  desk.receive(mail("b@corp.example").answering(told).proven().saying("#복귀"));
  EXPECT_FALSE(is_away(desk, "kim"));
  desk.receive(mail("c@corp.example").answering(told).proven().saying("#부재 3일"));
  EXPECT_TRUE(is_away(desk, "kim", 71h));
  EXPECT_FALSE(is_away(desk, "kim", 73h)) << "the absence ends by itself";
  EXPECT_EQ(desk.last_letter("kim@corp.example").kind, LetterKind::command_result);
}

TEST(Absence, AMailOfItsOwnIsKeptOnAClosedTicketAndAnswered) {
  TestDesk desk;
  const auto trace =
      desk.receive(mail("1@corp.example").from("kim@corp.example").proven().saying("#away 2d"));
  EXPECT_TRUE(is_away(desk, "kim"));
  ASSERT_TRUE(trace.ticket);
  EXPECT_EQ(desk.ticket(trace.ticket->value).ticket.state, State::closed);
  ASSERT_EQ(desk.letters().size(), 1U);
  EXPECT_EQ(desk.letters().front().kind, LetterKind::command_result);
  EXPECT_EQ(desk.letters().front().to.address, "kim@corp.example");
  desk.receive(mail("2@corp.example").from("kim@corp.example").proven().saying("#back"));
  EXPECT_FALSE(is_away(desk, "kim"));
}

TEST(Absence, NobodySaysItInAnothersName) {
  TestDesk desk;
  desk.receive(mail("1@corp.example").from("kim@corp.example").saying("#away"));
  desk.receive(mail("2@corp.example").from("kim@corp.example").failed().saying("#away"));
  desk.receive(mail("3@customer.example").proven().saying("#away"));
  EXPECT_FALSE(is_away(desk, "kim"));
  EXPECT_TRUE(desk.reader()->desk_state().value().away.empty());
}

TEST(Absence, ARepeatedMailDoesNotSendAnAgentAwayAgain) {
  TestDesk desk;
  desk.receive(mail("1@corp.example").from("kim@corp.example").proven().saying("#away"));
  desk.receive(mail("2@corp.example").from("kim@corp.example").proven().saying("#back"));
  desk.receive(mail("1@corp.example")
                   .from("kim@corp.example")
                   .proven()
                   .head("X-Again: yes")
                   .saying("#away")
                   .about("x"));
  EXPECT_FALSE(is_away(desk, "kim"));
}

TEST(Absence, ATimeThatIsNoneIsToldAndNothingHappens) {
  TestDesk desk;
  desk.receive(mail("1@corp.example").from("kim@corp.example").proven().saying("#away 2001-01-01"));
  EXPECT_FALSE(is_away(desk, "kim"));
  const auto result = desk.letter_with_words("kim@corp.example", LetterKind::command_result);
  EXPECT_NE(result.variables.at("problems").find("#away 2001-01-01"), std::string::npos);
}

TEST(Absence, AgentsSayItOfThemselvesAndManagersOfEverybody) {
  TestDesk desk("desk.example", night);
  const auto say = [&](const char* who, const char* of, bool available) {
    auto next = config::parse_desk(std::string(R"([[group]]
name = "cs"
)") + night,
                                   "/desk.toml")
                    .value();
    next.agents.push_back({.name = "kim", .display_name = {}, .email = "kim@corp.example", .groups = {}});
    return core::set_availability({of, available, {}},
                                  core::with_api_token("shop", core::ApiScope::write, next.agent_named(who)),
                                  next, desk.now());
  };
  EXPECT_TRUE(say("kim", "kim", false));
  EXPECT_FALSE(say("kim", "yoon", false));
  EXPECT_TRUE(say("boss", "yoon", false));
  EXPECT_FALSE(say("boss", "nobody", false));
  EXPECT_FALSE(core::set_availability({"kim", false, {}}, core::with_api_token("shop", core::ApiScope::read),
                                      config::parse_desk(night, "/desk.toml").value(), desk.now()));
}

}  // namespace ticketd::daemon
