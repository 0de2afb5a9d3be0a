// Rules that call programs: what is told, when, and of whose words.
#include "daemon/outbox/routes.h"
#include "desk.h"

namespace ticketd::daemon {

using core::LetterKind;

namespace {

const std::string hook = R"(
[[webhook]]
name = "ops"
url = "https://hooks.example.com/in"
)";

std::string calling(const std::string& on, const std::string& more = {}) {
  return hook + more + "[[rule]]\nname = \"tell-ops\"\non = \"" + on +
         "\"\nthen = [ { webhook = \"ops\" } ]\n";
}

}  // namespace

TEST(WebhookDesk, ACallIsFrozenTogetherWithTheTicket) {
  TestDesk desk("desk.example", calling("created"));
  desk.receive(mail("q@customer.example").about("Line 3 stands").saying("It stopped."));
  const auto calls = desk.calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].from.address, "webhook:ops");
  EXPECT_EQ(calls[0].variables.at("event"), "created");
  EXPECT_EQ(calls[0].variables.at("rule"), "tell-ops");
  EXPECT_EQ(calls[0].variables.at("ticket"), "1");
  EXPECT_EQ(calls[0].variables.at("subject"), "Line 3 stands");
  EXPECT_EQ(calls[0].variables.at("text"), "It stopped.");
  EXPECT_TRUE(calls[0].message_id.empty()) << "no mail may refer to it";
  const auto events = desk.ticket(1).events;
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const core::Event& event) {
    return event.kind == core::EventKind::webhook && event.to == "ops" && event.by == "rule:tell-ops";
  }));
}

TEST(WebhookDesk, NoMailRouteTakesACall) {
  TestDesk desk("desk.example", calling("created"));
  const Routes routes({{{"support"}, {}}, {{}, {"ops"}}}, desk.current());
  for (std::size_t route = 0; route <= 2; ++route)
    EXPECT_FALSE(routes.senders_of(route)("webhook:ops")) << route;
}

TEST(WebhookDesk, TheWordsOfANoteStayInTheHouseUnlessTheDeskSaysSo) {
  for (const bool told : {false, true}) {
    TestDesk desk("desk.example", calling("note_added", told ? "notes = true\n" : ""));
    desk.receive(mail("q@customer.example"));
    ASSERT_TRUE(desk.act({.ticket = {1}, .action = "note", .as = "kim", .text = "They never pay."}));
    const auto calls = desk.calls();
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].variables.at("visibility"), "private");
    EXPECT_EQ(calls[0].variables.contains("text"), told);
    if (told) {
      EXPECT_EQ(calls[0].variables.at("text"), "They never pay.");
    }
  }
}

TEST(WebhookDesk, AnAnswerIsToldInTheWordsOfTheAgent) {
  TestDesk desk("desk.example", calling("agent_replied"));
  desk.receive(mail("q@customer.example"));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "reply", .as = "kim", .text = "Is it plugged in?"}));
  const auto calls = desk.calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].variables.at("text"), "Is it plugged in?");
  EXPECT_EQ(calls[0].variables.at("author_role"), "agent");
}

TEST(WebhookDesk, NobodyIsCalledBecauseOfAnUnprovenAuthor) {
  TestDesk desk("desk.example", calling("requester_replied"));
  desk.receive(mail("q@customer.example").proven());
  desk.receive(mail("r@customer.example")
                   .answering(desk.last_letter("park@customer.example"))
                   .failed()
                   .saying("Call!"));
  EXPECT_EQ(desk.ticket(1).entries.size(), 2U);
  EXPECT_TRUE(desk.calls().empty());
}

TEST(WebhookDesk, AnAlarmOfTimeCallsWithTheWordsThatWait) {
  TestDesk desk("desk.example", hook + R"(
[[rule]]
name = "night-alarm"
on = "time"
when = { unanswered_for = "30m" }
then = [ { webhook = "ops" } ]
)");
  desk.receive(mail("q@customer.example").saying("It burns."));
  desk.pass(std::chrono::minutes(30));
  desk.wake();
  desk.pass(std::chrono::hours(5));
  desk.wake();
  const auto calls = desk.calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].variables.at("event"), "time");
  EXPECT_EQ(calls[0].variables.at("text"), "It burns.");
}

}  // namespace ticketd::daemon
