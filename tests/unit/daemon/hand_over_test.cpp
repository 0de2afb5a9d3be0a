#include "daemon/hand_over.h"

#include "desk.h"

namespace ticketd::daemon {

namespace {

const core::Time now{std::chrono::hours(490'000)};

struct Leaving {
  TestDesk desk;
  core::Desk without_kim;
  Leaving() {
    desk.receive(mail("q@customer.example"));
    without_kim.agents = {{.name = "lee", .email = "lee@corp.example"}};
  }
  Result<core::Changes> hand(const std::map<std::string, std::string>& to) {
    return desk.in_one_transaction([&](store::Txn& txn) { return hand_over(txn, without_kim, to, now); });
  }
};

}  // namespace

TEST(HandOver, AnAgentWhoHasTicketsDoesNotLeaveUntilSomebodyTakesThem) {
  Leaving at;
  const auto refused = at.hand({});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("still has tickets 1"), std::string::npos) << refused.error().detail;
  EXPECT_FALSE(at.hand({{"kim", "nobody"}})) << "nor to somebody who is not there";
}

TEST(HandOver, TheHeirGetsThemOrNobodyAndTheHistorySaysSo) {
  for (const auto* heir : {"lee", ""}) {
    Leaving at;
    const auto changes = at.hand({{"kim", heir}});
    ASSERT_TRUE(changes);
    ASSERT_EQ(changes->size(), 2U);
    EXPECT_EQ(std::get<core::change::SetAssignee>(changes->front()).agent, heir);
    EXPECT_EQ(std::get<core::change::RecordEvent>(changes->back()).event.from, "kim");
  }
}

TEST(HandOver, ATicketThatWasGivenAwayInTheSameGroupIsSeen) {
  Leaving at;
  at.desk.receive(mail("second@customer.example"));
  const auto changes = at.desk.in_one_transaction([&](store::Txn& txn) -> Result<core::Changes> {
    if (const auto given = txn.apply({core::change::SetAssignee{{2}, "kim", {}}}); !given) return fail(given);
    return hand_over(txn, at.without_kim, {{"kim", "lee"}}, now);
  });
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->size(), 4U) << "both tickets of kim, each with its line in the history";
}

TEST(HandOver, ClosedTicketsKeepTheirAgentsName) {
  Leaving at;
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "close"}));
  const auto changes = at.hand({});
  ASSERT_TRUE(changes);
  EXPECT_TRUE(changes->empty());
}

}  // namespace ticketd::daemon
