#include "core/authority.h"

#include "core/author_name.h"
#include "core/names.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace ticketd::core {

namespace {

// ---- deeds ------------------------------------------------------------------------------------------------

/// Where a deed needs a confirmation when it was asked for by mail, or is not done by mail at all.
enum class ByMail : std::uint8_t {
  yes,
  confirmed,
  never,
  without_token  ///< it is about no conversation: that the author is proven is enough
};

struct Row {
  DeedRule rule;
  ApiScope scope = ApiScope::write;                     ///< that an API token needs
  std::optional<Permission> permission = std::nullopt;  ///< that an agent needs
  ByMail by_mail = ByMail::yes;
  bool in_spam_box = true;  ///< a ticket there is neither answered nor given away
};

// clang-format off
constexpr auto deeds = std::to_array<Row>({
    {.rule = {.deed = Deed::read}, .scope = ApiScope::read},
    {.rule = {.deed = Deed::create}},
    {.rule = {.deed = Deed::reply, .speaks = true, .needs_words = true}, .in_spam_box = false},
    {.rule = {.deed = Deed::note, .speaks = true, .needs_words = true}},
    {.rule = {.deed = Deed::resolve, .leads_to = State::resolved, .speaks = true}},
    {.rule = {.deed = Deed::hold, .leads_to = State::on_hold, .speaks = true}, .in_spam_box = false},
    {.rule = {.deed = Deed::pending, .leads_to = State::pending}, .in_spam_box = false},
    {.rule = {.deed = Deed::close, .leads_to = State::closed}},
    {.rule = {.deed = Deed::reopen, .leads_to = State::open}},
    {.rule = {.deed = Deed::assign}, .in_spam_box = false},
    {.rule = {.deed = Deed::take, .speaks = true}, .in_spam_box = false},
    {.rule = {.deed = Deed::transfer}, .permission = Permission::transfer, .in_spam_box = false},
    {.rule = {.deed = Deed::priority}},
    {.rule = {.deed = Deed::tag}},
    {.rule = {.deed = Deed::untag}},
    {.rule = {.deed = Deed::field}},
    {.rule = {.deed = Deed::snooze}, .in_spam_box = false},
    {.rule = {.deed = Deed::star}},
    {.rule = {.deed = Deed::merge}, .permission = Permission::merge, .in_spam_box = false},
    {.rule = {.deed = Deed::split}, .permission = Permission::merge, .in_spam_box = false},
    {.rule = {.deed = Deed::undo}},
    {.rule = {.deed = Deed::forward, .speaks = true}, .permission = Permission::forward,
     .by_mail = ByMail::confirmed, .in_spam_box = false},
    {.rule = {.deed = Deed::cc}, .permission = Permission::forward,
     .by_mail = ByMail::confirmed, .in_spam_box = false},
    {.rule = {.deed = Deed::spam, .leads_to = State::spam}, .permission = Permission::spam},
    {.rule = {.deed = Deed::restore}, .permission = Permission::spam},
    {.rule = {.deed = Deed::erase}, .permission = Permission::erase, .by_mail = ByMail::never},
    {.rule = {.deed = Deed::administer}, .scope = ApiScope::admin, .by_mail = ByMail::never},
    {.rule = {.deed = Deed::escalate, .speaks = true}, .permission = Permission::transfer, .in_spam_box = false},
    {.rule = {.deed = Deed::away}, .by_mail = ByMail::without_token},
    {.rule = {.deed = Deed::back}, .by_mail = ByMail::without_token},
});
// clang-format on

const Row& row_of(Deed deed) {
  return *std::find_if(deeds.begin(), deeds.end(), [&](const Row& row) { return row.rule.deed == deed; });
}

Verdict refuse(std::string why) { return {Verdict::Is::refused, std::move(why)}; }

Verdict refuse(Deed deed, std::string_view why) {
  return refuse(std::string(name_of(deed)) + ' ' + std::string(why));
}

/// What the door asks for, before anything is looked at.
Verdict at_the_door(const Actor& actor, const Row& row) {
  const auto deed = row.rule.deed;
  switch (actor.door) {
    case Door::house:
      return {};
    case Door::api:
      if (actor.scope < row.scope)
        return refuse(deed, "needs a token of scope " + std::string(name_of(row.scope)));
      return {};
    case Door::mail:
      if (!actor.agent || actor.role != Role::agent) return refuse("commands are for agents");
      if (actor.trust != Trust::proven) return refuse("the author is not proven");
      if (!actor.token && row.by_mail != ByMail::without_token)
        return refuse("the mail carries no token of this ticket");
      if (row.by_mail == ByMail::never) return refuse(deed, "is never done by mail");
      if (row.by_mail == ByMail::confirmed) return {Verdict::Is::needs_confirmation, {}};
      return {};
  }
  return refuse("unknown door");
}

// ---- words ------------------------------------------------------------------------------------------------

struct Placing {
  Answers answers;
  Role role;
  Outcome outcome;
};
constexpr auto placings = std::to_array<Placing>({
    {Answers::public_thread, Role::requester, Outcome::public_entry},
    {Answers::public_thread, Role::cc, Outcome::public_entry},
    {Answers::public_thread, Role::agent, Outcome::agent_answer},
    {Answers::public_thread, Role::stranger, Outcome::new_ticket_naming},
    {Answers::note, Role::requester, Outcome::private_note},
    {Answers::note, Role::cc, Outcome::private_note},
    {Answers::note, Role::agent, Outcome::private_note},
    {Answers::note, Role::stranger, Outcome::new_ticket_naming},
    {Answers::forward, Role::requester, Outcome::note_on_forward},
    {Answers::forward, Role::cc, Outcome::note_on_forward},
    {Answers::forward, Role::agent, Outcome::note_on_forward},
    {Answers::forward, Role::forwardee, Outcome::note_on_forward},
    {Answers::forward, Role::stranger, Outcome::new_ticket_naming},
});

}  // namespace

std::string Actor::by() const {
  if (agent) return by_agent(agent->name);
  return door == Door::api ? by_token(token_name) : by_operator();
}

Actor at_the_socket(const Agent* speaking_as) { return {.agent = speaking_as}; }

Actor with_api_token(std::string name, ApiScope scope, const Agent* speaking_as) {
  return {.agent = speaking_as, .door = Door::api, .scope = scope, .token_name = std::move(name)};
}

Actor agent_by_mail(const Agent& agent, Trust trust, bool token) {
  return {.agent = &agent, .door = Door::mail, .role = Role::agent, .trust = trust, .token = token};
}

const DeedRule& rule_of(Deed deed) { return row_of(deed).rule; }

Verdict authorize(const Actor& actor, Deed deed) {
  const auto& row = row_of(deed);
  auto verdict = at_the_door(actor, row);
  if (verdict.refused()) return verdict;
  if (deed == Deed::administer && actor.agent && actor.agent->role != AgentRole::admin)
    return refuse(deed, "is for admins");
  if (row.permission && actor.agent && !may(*actor.agent, *row.permission))
    return refuse(lacks(*actor.agent, *row.permission));
  return verdict;
}

Verdict authorize(const Actor& actor, Deed deed, const Ticket& ticket, const Desk& desk) {
  auto verdict = authorize(actor, deed);
  if (verdict.refused()) return verdict;
  if (actor.agent && !may_see(*actor.agent, ticket, desk))
    return refuse("tickets of group \"" + ticket.group + "\" are for its members");
  if (deed == Deed::read) return verdict;
  if (ticket.state == State::merged && deed != Deed::erase)
    return refuse("the ticket was merged into another");
  if (ticket.state == State::spam && !row_of(deed).in_spam_box)
    return refuse("a ticket in the spam box is neither answered nor transferred");
  if (deed == Deed::restore && ticket.state != State::spam)
    return refuse("the ticket is not in the spam box");
  const bool outside = deed == Deed::forward || deed == Deed::cc || deed == Deed::spam;
  const bool takes_apart = deed == Deed::merge || deed == Deed::split || deed == Deed::escalate;
  if (is_escalation(ticket) && (outside || takes_apart))
    return refuse(deed, "is for the ticket that was escalated, not for the escalation");
  if (ticket.state == State::escalated && deed == Deed::spam)
    return refuse(deed, "is not for a ticket that another desk works on");
  return verdict;
}

std::string lacks(const Agent& agent, Permission permission) {
  const auto what = permission == Permission::spam ? "manage the spam box" : name_of(permission);
  return agent.name + " has no permission to " + std::string(what);
}

bool may(const Agent& agent, Permission permission) {
  const auto given = [&](std::initializer_list<Permission> list) {
    return std::find(list.begin(), list.end(), permission) != list.end();
  };
  if (agent.permissions)
    return std::find(agent.permissions->begin(), agent.permissions->end(), permission) !=
           agent.permissions->end();
  using enum Permission;
  return agent.role != AgentRole::agent || given({transfer, merge, forward, spam});
}

bool may_see(const Agent& agent, const Ticket& ticket, const Desk& desk) {
  const auto* group = desk.group_named(ticket.group);
  const bool open_to_all =
      group ? !group->members_only : ticket.group.empty();  // gone: it may have been closed
  return open_to_all || agent.role != AgentRole::agent || ticket.assignee == agent.name ||
         agent.is_in(ticket.group);
}

Outcome place_of_words(Answers answers, const Actor& actor) {
  if (answers == Answers::nothing) return Outcome::new_ticket;
  if (actor.role == Role::agent && !(actor.trust == Trust::proven && actor.token))
    return Outcome::unverified_note;
  if (actor.trust == Trust::unproven && !actor.token)
    return Outcome::new_ticket_naming;  // a leaked reference and a forged name open nothing
  for (const auto& row : placings)
    if (row.answers == answers && row.role == actor.role) return row.outcome;
  return Outcome::new_ticket_naming;
}

}  // namespace ticketd::core
