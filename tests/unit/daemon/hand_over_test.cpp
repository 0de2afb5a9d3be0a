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
    return hand_over(*desk.reader(), without_kim, to, now);
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

TEST(HandOver, ClosedTicketsKeepTheirAgentsName) {
  Leaving at;
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "close"}));
  const auto changes = at.hand({});
  ASSERT_TRUE(changes);
  EXPECT_TRUE(changes->empty());
}

}  // namespace ticketd::daemon
