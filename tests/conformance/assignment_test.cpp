// What a store knows of tickets that look for an agent, and of tickets across desks.
#include "tests/conformance/store_conformance.h"

namespace ticketd::store {

namespace {

using Ids = std::vector<core::TicketId>;

core::Clocks looking(std::optional<core::Time> wake_at = std::nullopt) {
  core::Clocks clocks;
  clocks.assign_by = {"skill", "round_robin"};
  clocks.wake_at = wake_at;
  return clocks;
}

core::ThreadQuery of_tickets(Ids tickets) { return {.tickets = std::move(tickets), .now = noon}; }

change::CreateTicket of_group(std::int64_t id, std::string group) {
  auto created = create(id);
  created.ticket.group = std::move(group);
  return created;
}

}  // namespace

TEST_P(StoreConformance, WhatLooksForAnAgentIsDueWhenItIsCalled) {
  apply({of_group(1, "cs"), of_group(2, "cs"), of_group(3, "cs"), of_group(4, "night"), of_group(5, "cs"),
         change::SetClocks{{1}, looking()}, change::SetClocks{{2}, looking(noon + 9h)},
         change::SetClocks{{3}, looking()}, change::SetClocks{{4}, looking()}, change::SetClocks{{5}, {}}});
  EXPECT_EQ(must(reader()->due_tickets(noon, 10)), Ids{});
  apply({change::CallWaiting{{"cs", "sales"}, noon, 2}});
  EXPECT_EQ(must(reader()->due_tickets(noon, 10)), (Ids{{1}, {2}})) << "the oldest of the groups";
  EXPECT_EQ(ticket(2).ticket.clocks.wake_at, noon);
  EXPECT_EQ(ticket(2).ticket.clocks.assign_by, looking().assign_by);
  reopen();
  apply({change::CallWaiting{{}, noon - 1h, 0}});
  EXPECT_EQ(must(reader()->due_tickets(noon, 10)), (Ids{{1}, {2}, {3}, {4}}))
      << "everyone who looks, no other";
  apply({change::SetClocks{{1}, {}}, change::CallWaiting{{}, noon, 0}});
  EXPECT_EQ(must(reader()->due_tickets(noon, 10)), (Ids{{2}, {3}, {4}}));
}

TEST_P(StoreConformance, TheLastAgentOfARequesterIsToldWhereItIsAsked) {
  apply({create(1), create(2), create(3), create(4, core::State::spam), change::SetAssignee{{1}, "lee", ""},
         change::SetAssignee{{2}, "kim", ""}, change::SetAssignee{{4}, "park", ""}});
  auto query = of_tickets({{3}});
  EXPECT_TRUE(evidence(query).desk.last_agent.empty());
  query.last_agents = true;
  const std::map<std::string, std::string> kim{{"kim@example.com", "kim"}};
  EXPECT_EQ(evidence(query).desk.last_agent, kim) << "of the newest that somebody had, spam aside";
  query = {.author = "KIM@Example.com", .last_agents = true, .requester = "nobody@example.com", .now = noon};
  EXPECT_EQ(evidence(query).desk.last_agent, kim);
  query = {.author = "nobody@example.com", .last_agents = true, .requester = "Kim@example.com", .now = noon};
  EXPECT_EQ(evidence(query).desk.last_agent, kim);
}

TEST_P(StoreConformance, ATicketBringsTheOtherSideOfAnEscalationOverMerges) {
  auto escalation = create(2);
  escalation.ticket.channel = "escalation";
  escalation.ticket.links = {{core::LinkKind::escalated_from, {1}}};
  apply({create(1), escalation, change::AddLink{{1}, {core::LinkKind::escalated_to, {2}}}});
  const auto across = [&](std::int64_t id) {
    const auto seen = evidence(of_tickets({{id}}));
    Ids others;
    for (const auto& other : seen.tickets.at({id}).across) others.push_back(other.ticket.id);
    return others;
  };
  EXPECT_EQ(across(1), (Ids{{2}}));
  EXPECT_EQ(across(2), (Ids{{1}}));
  auto newer = escalation;
  newer.ticket.id = {3};
  apply({newer, change::AddLink{{1}, {core::LinkKind::escalated_to, {3}}}});
  EXPECT_EQ(across(1), (Ids{{3}})) << "the newest escalation";
  apply({create(4), change::SetState{{1}, core::State::merged, {}, false, noon},
         change::AddLink{{1}, {core::LinkKind::merged_into, {4}}}});
  EXPECT_EQ(across(2), (Ids{{4}}));
  EXPECT_EQ(across(4), Ids{});
}

}  // namespace ticketd::store
