#include "core/authority.h"

#include "core/names.h"
#include "house_fixture.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

struct Deciding : ::testing::Test {
  TestHouse test;
  Ticket ticket;
  Deciding() {
    ticket.id = {7};
    ticket.group = "cs";
    ticket.requester = {"박서연", "park@customer.example"};
  }
  Agent& kim() { return test.desk.agents[0]; }
  Verdict::Is verdict(const Actor& actor, Deed deed) { return authorize(actor, deed, ticket, test.desk).is; }
};
using enum Verdict::Is;

template <class Enum>
std::vector<Enum> all() {
  std::vector<Enum> values;
  for (std::size_t i = 0; i < names_of<Enum>.size(); ++i) values.push_back(static_cast<Enum>(i));
  return values;
}

}  // namespace

TEST_F(Deciding, EveryDeedHasItsRow) {
  for (const auto deed : all<Deed>()) EXPECT_EQ(rule_of(deed).deed, deed) << name_of(deed);
}

TEST_F(Deciding, NobodyButAProvenAgentWithATokenDoesAnythingByMail) {
  for (const auto deed : all<Deed>()) {
    const bool about_no_ticket = deed == Deed::away || deed == Deed::back;
    EXPECT_EQ(verdict({.door = Door::mail, .role = Role::requester}, deed), refused) << name_of(deed);
    EXPECT_EQ(verdict({.door = Door::mail, .role = Role::stranger}, deed), refused) << name_of(deed);
    for (const auto trust : all<Trust>())
      for (const bool token : {true, false}) {
        const bool authorised = trust == Trust::proven && (token || about_no_ticket);
        if (authorised) continue;
        EXPECT_EQ(verdict(agent_by_mail(kim(), trust, token), deed), refused) << name_of(deed);
      }
  }
}

TEST_F(Deciding, WhatGoesOutsideIsConfirmedWhenItWasAskedForByMail) {
  const auto by_mail = agent_by_mail(kim(), Trust::proven, true);
  EXPECT_EQ(verdict(by_mail, Deed::forward), needs_confirmation);
  EXPECT_EQ(verdict(by_mail, Deed::cc), needs_confirmation);
  EXPECT_EQ(verdict(by_mail, Deed::reply), allowed);
  EXPECT_EQ(verdict(at_the_socket(&kim()), Deed::forward), allowed);
}

TEST_F(Deciding, AdministrationAndErasingAreNeverDoneByMail) {
  kim().role = AgentRole::admin;
  const auto by_mail = agent_by_mail(kim(), Trust::proven, true);
  EXPECT_EQ(verdict(by_mail, Deed::administer), refused);
  EXPECT_EQ(verdict(by_mail, Deed::erase), refused);
  EXPECT_EQ(verdict(at_the_socket(&kim()), Deed::administer), allowed);
}

TEST_F(Deciding, PermissionsOfAnAgentAreTheRolesUnlessTheyAreNamed) {
  const auto acting = at_the_socket(&kim());
  EXPECT_EQ(verdict(acting, Deed::transfer), allowed);
  EXPECT_EQ(verdict(acting, Deed::erase), refused);
  kim().permissions = std::vector{Permission::erase};
  EXPECT_EQ(verdict(acting, Deed::transfer), refused);
  EXPECT_EQ(verdict(acting, Deed::erase), allowed);
  kim().permissions.reset();
  kim().role = AgentRole::manager;
  EXPECT_EQ(verdict(acting, Deed::erase), allowed);
}

TEST_F(Deciding, AGroupForItsMembersIsClosedToOthersButNotToManagersAndTheAssignee) {
  test.desk.groups.push_back({.name = "legal", .members_only = true});
  ticket.group = "legal";
  const auto acting = at_the_socket(&kim());
  EXPECT_EQ(verdict(acting, Deed::read), refused);
  EXPECT_EQ(verdict(acting, Deed::reply), refused);
  ticket.assignee = "kim";
  EXPECT_EQ(verdict(acting, Deed::read), allowed);
  ticket.assignee.clear();
  kim().groups = {"legal"};
  EXPECT_EQ(verdict(acting, Deed::read), allowed);
  kim().groups.clear();
  kim().role = AgentRole::manager;
  EXPECT_EQ(verdict(acting, Deed::read), allowed);
  EXPECT_EQ(verdict(at_the_socket(), Deed::read), allowed) << "the operator";
}

TEST_F(Deciding, ATicketOfAGroupThatIsGoneIsSeenByItsAssigneeAndManagersOnly) {
  ticket.group = "renamed since";
  const auto acting = at_the_socket(&kim());
  EXPECT_EQ(verdict(acting, Deed::read), refused) << "the group may have been for its members";
  ticket.assignee = "kim";
  EXPECT_EQ(verdict(acting, Deed::read), allowed);
  ticket.assignee = "lee";
  kim().role = AgentRole::manager;
  EXPECT_EQ(verdict(acting, Deed::transfer), allowed) << "and brings it to a group that there is";
  kim().role = AgentRole::agent;
  ticket.group.clear();
  EXPECT_EQ(verdict(acting, Deed::read), allowed) << "a ticket of no group is everybody's";
}

TEST_F(Deciding, AnApiTokenDoesWhatItsScopeHolds) {
  EXPECT_EQ(verdict(with_api_token("shop", ApiScope::read), Deed::read), allowed);
  EXPECT_EQ(verdict(with_api_token("shop", ApiScope::read), Deed::tag), refused);
  EXPECT_EQ(verdict(with_api_token("shop", ApiScope::write), Deed::tag), allowed);
  EXPECT_EQ(verdict(with_api_token("shop", ApiScope::write), Deed::administer), refused);
  EXPECT_EQ(verdict(with_api_token("shop", ApiScope::admin), Deed::administer), allowed);
  kim().permissions = std::vector<Permission>{};
  EXPECT_EQ(verdict(with_api_token("shop", ApiScope::admin, &kim()), Deed::transfer), refused)
      << "in an agent's name no more than that agent may";
}

TEST_F(Deciding, ATicketInTheSpamBoxIsNeitherAnsweredNorGivenAway) {
  ticket.state = State::spam;
  const auto acting = at_the_socket(&kim());
  for (const auto deed : {Deed::reply, Deed::transfer, Deed::forward, Deed::merge, Deed::assign})
    EXPECT_EQ(verdict(acting, deed), refused) << name_of(deed);
  EXPECT_EQ(verdict(acting, Deed::restore), allowed);
  ticket.state = State::open;
  EXPECT_EQ(verdict(acting, Deed::restore), refused);
}

TEST_F(Deciding, AnEscalationShowsNobodyOutsideAnything) {
  ticket.channel = "escalation";
  const auto acting = at_the_socket(&kim());
  EXPECT_EQ(verdict(acting, Deed::forward), refused);
  EXPECT_EQ(verdict(acting, Deed::cc), refused);
  EXPECT_EQ(verdict(acting, Deed::spam), refused);
  for (const auto deed : {Deed::merge, Deed::split, Deed::escalate})
    EXPECT_EQ(verdict(acting, deed), refused) << name_of(deed);
  EXPECT_EQ(verdict(acting, Deed::note), allowed);
  EXPECT_EQ(verdict(acting, Deed::transfer), allowed);
}

}  // namespace ticketd::core
