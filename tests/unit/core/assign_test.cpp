#include "core/assign.h"

#include "house_fixture.h"

#include <gtest/gtest.h>

#include <set>

namespace ticketd::core {

using namespace std::chrono_literals;

namespace {

/// Agents a, b and c of one group, and a ticket of that group.
struct Choosing {
  TestHouse house;
  DeskState state;
  Ticket ticket;

  Choosing() {
    house.desk.agents = {agent("a"), agent("b"), agent("c")};
    ticket.group = "cs";
    ticket.requester.address = "Park@customer.example";
  }
  static Agent agent(const std::string& name) { return {.name = name, .groups = {"cs"}}; }
  Agent& named(const std::string& name) {
    for (auto& agent : house.desk.agents)
      if (agent.name == name) return agent;
    throw std::runtime_error("no agent " + name);
  }
  /// At work every day from nine to six, UTC.
  void give_office_hours(const std::string& name) {
    Calendar office{.name = "office", .zone = {}, .week = {}, .holidays = {}};
    for (auto& day : office.week) day = {{9h, 18h}};
    house.desk.calendars = {office};
    named(name).calendar = "office";
  }
  [[nodiscard]] std::string choose(const Strategies& strategies, std::uint64_t dice = 0) const {
    auto now = house.house();
    now.dice = dice;
    const auto choice = choose_agent(strategies, ticket, now, state);
    return choice ? choice->agent : "nobody";
  }
  [[nodiscard]] std::optional<Time> chance(const Strategies& strategies) const {
    return next_chance(strategies, ticket, house.house(), state);
  }
  void set_away(const std::string& name, std::optional<Time> until = std::nullopt) {
    state.away[name] = until;
  }
};

constexpr Time midnight{std::chrono::hours(490'008)};

}  // namespace

TEST(Assign, RoundRobinGoesOnBehindTheLastAndSkipsTheAbsent) {
  Choosing desk;
  EXPECT_EQ(desk.choose({"round_robin"}), "a");
  desk.state.last_assigned["cs"] = "a";
  EXPECT_EQ(desk.choose({"round_robin"}), "b");
  desk.set_away("b");
  EXPECT_EQ(desk.choose({"round_robin"}), "c");
  desk.state.last_assigned["cs"] = "c";
  EXPECT_EQ(desk.choose({"round_robin"}), "a");
  desk.state.last_assigned["cs"] = "somebody who left";
  EXPECT_EQ(desk.choose({"round_robin"}), "a");
}

TEST(Assign, TheLeastLoadedGetsTheNext) {
  Choosing desk;
  desk.state.open_tickets = {{"a", 4}, {"b", 2}, {"c", 3}};
  EXPECT_EQ(desk.choose({"least_loaded"}), "b");
}

TEST(Assign, TheDiceDecideAmongThoseWhoAreThere) {
  Choosing desk;
  desk.set_away("b");
  std::set<std::string> chosen;
  for (std::uint64_t dice = 0; dice < 6; ++dice) chosen.insert(desk.choose({"random"}, dice));
  EXPECT_EQ(chosen, (std::set<std::string>{"a", "c"}));
  chosen.clear();
  for (const auto number : {1, 2, 3, 4}) {
    desk.ticket.id = {number};
    chosen.insert(desk.choose({"random"}, 7));
  }
  EXPECT_EQ(chosen, (std::set<std::string>{"a", "c"})) << "tickets that share their dice";
}

TEST(Assign, NobodyAvailableMeansNobody) {
  Choosing desk;
  for (const auto* name : {"a", "b", "c"}) desk.set_away(name);
  desk.state.last_agent["park@customer.example"] = "a";
  for (const auto* strategy : {"random", "round_robin", "least_loaded", "skill", "sticky", "agent:a"})
    EXPECT_EQ(desk.choose({strategy}, 3), "nobody") << strategy;
}

TEST(Assign, AMemberOfAnotherGroupIsNotChosenButMayBeNamed) {
  Choosing desk;
  desk.named("a").groups = {"sales"};
  EXPECT_EQ(desk.choose({"round_robin"}), "b");
  EXPECT_EQ(desk.choose({"agent:a"}), "a");
  EXPECT_EQ(desk.choose({"agent:nobody"}), "nobody");
}

TEST(Assign, WhoHasEnoughGetsNoMore) {
  Choosing desk;
  desk.named("a").max_open = 2;
  desk.state.open_tickets["a"] = 1;
  EXPECT_EQ(desk.choose({"round_robin"}), "a");
  desk.state.open_tickets["a"] = 2;
  EXPECT_EQ(desk.choose({"round_robin"}), "b");
  EXPECT_EQ(desk.choose({"agent:a"}), "a") << "who names an agent means that agent";
}

TEST(Assign, OutsideOfTheirWorkingHoursNobodyIsGivenATicket) {
  Choosing desk;
  desk.give_office_hours("a");
  desk.house.now = midnight + 3h;
  EXPECT_EQ(desk.choose({"round_robin"}), "b");
  EXPECT_EQ(desk.choose({"agent:a"}), "nobody");
  desk.house.now = midnight + 9h;
  EXPECT_EQ(desk.choose({"round_robin"}), "a");
}

TEST(Assign, AnAbsenceEndsAtItsTime) {
  Choosing desk;
  desk.set_away("a", desk.house.now + 1h);
  EXPECT_EQ(desk.choose({"round_robin"}), "b");
  desk.house.now += 1h;
  EXPECT_EQ(desk.choose({"round_robin"}), "a");
}

TEST(Assign, ATagFindsWhoeverKnowsItBest) {
  Choosing desk;
  desk.named("b").skills = {"printer"};
  desk.named("c").skills = {"printer", "네트워크"};
  desk.state.open_tickets = {{"b", 1}, {"c", 5}};
  desk.ticket.tags = {"Printer"};
  EXPECT_EQ(desk.choose({"skill"}), "b") << "of those who know as much, the one with less to do";
  desk.ticket.tags = {"printer", "네트워크"};
  EXPECT_EQ(desk.choose({"skill"}), "c");
  desk.ticket.tags = {"billing"};
  EXPECT_EQ(desk.choose({"skill"}), "a") << "nobody's skill is anybody's work";
}

TEST(Assign, WhoeverKnowsItIsWaitedForUnlessAnotherStrategyFollows) {
  Choosing desk;
  desk.named("b").skills = {"printer"};
  desk.set_away("b");
  desk.ticket.tags = {"printer"};
  EXPECT_EQ(desk.choose({"skill"}), "nobody");
  EXPECT_EQ(desk.choose({"skill", "round_robin"}), "a");
}

TEST(Assign, TheRequesterKeepsTheLastAgent) {
  Choosing desk;
  desk.state.last_agent["park@customer.example"] = "c";
  EXPECT_EQ(desk.choose({"sticky", "round_robin"}), "c");
  desk.set_away("c");
  EXPECT_EQ(desk.choose({"sticky", "round_robin"}), "a");
  desk.state.last_agent.clear();
  EXPECT_EQ(desk.choose({"sticky", "round_robin"}), "a");
}

TEST(Assign, TheNextChanceIsTheBeginOfWorkingHoursOrTheEndOfAnAbsence) {
  Choosing desk;
  desk.house.now = midnight;
  for (const auto* name : {"b", "c"}) desk.set_away(name);
  desk.give_office_hours("a");
  EXPECT_EQ(desk.chance({"round_robin"}), midnight + 9h);
  desk.set_away("a", midnight + 20h);
  EXPECT_EQ(desk.chance({"round_robin"}), midnight + 33h) << "back in the evening, at work in the morning";
  desk.set_away("c", midnight + 4h);
  EXPECT_EQ(desk.chance({"round_robin"}), midnight + 4h);
  EXPECT_EQ(desk.chance({"agent:a"}), midnight + 33h);
}

TEST(Assign, WithoutAnybodyWhomTimeBringsThereIsNoChance) {
  Choosing desk;
  for (const auto* name : {"a", "b", "c"}) desk.set_away(name);
  EXPECT_EQ(desk.chance({"round_robin"}), std::nullopt);
  desk.state.away.clear();
  EXPECT_EQ(desk.chance({"round_robin"}), desk.house.now);
}

/// For any desk: the chance that is told is one, and no earlier quarter of an hour is.
TEST(Assign, TheNextChanceIsTheFirst) {
  std::uint64_t seed = 7;
  const auto random = [&](std::uint64_t most) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (seed >> 33U) % most;
  };
  for (int round = 0; round < 60; ++round) {
    Choosing desk;
    desk.house.now = midnight + std::chrono::minutes(15 * random(96));
    desk.give_office_hours(random(2) == 0 ? "a" : "b");
    for (const auto* name : {"a", "b", "c"})
      if (random(3) > 0)
        desk.set_away(name, random(3) == 0
                                ? std::nullopt
                                : std::optional(midnight + std::chrono::minutes(15 * random(150))));
    const auto told = desk.chance({"round_robin"});
    std::optional<Time> first;
    const auto start = desk.house.now;
    for (int quarter = 0; quarter < 4 * 72 && !first; ++quarter) {
      desk.house.now = start + quarter * 15min;
      if (desk.choose({"round_robin"}) != "nobody") first = desk.house.now;
    }
    EXPECT_EQ(told, first) << "round " << round;
  }
}

}  // namespace ticketd::core
