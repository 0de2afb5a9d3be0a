#include "core/audience.h"

#include "core/author_name.h"

namespace ticketd::core {

namespace {

bool available(const Draft& draft, const Agent& agent) {
  return !draft.desk_state().is_away(agent.name, draft.house().now);
}

std::vector<const Agent*> members_to_tell(const Draft& draft) {
  std::vector<const Agent*> told;
  const auto& group = draft.ticket().group;
  for (const auto& agent : draft.house().desk.agents) {
    const bool member = group.empty() || agent.is_in(group);
    if (member && available(draft, agent) && draft.desk_state().reaches(agent)) told.push_back(&agent);
  }
  return told;
}

std::vector<const Agent*> managers_to_tell(const Draft& draft) {
  std::vector<const Agent*> told;
  for (const auto& agent : draft.house().desk.agents)
    if (agent.role != AgentRole::agent && draft.desk_state().reaches(agent)) told.push_back(&agent);
  return told;
}

/// Whoever has the ticket. Where the assignee's address is marked as undeliverable, who hears instead; of a
/// ticket whose group the desk has no longer, the managers, who alone see it.
std::vector<const Agent*> owners_to_tell(const Draft& draft) {
  const auto& desk = draft.house().desk;
  const auto& ticket = draft.ticket();
  const auto* assignee = desk.agent_named(ticket.assignee);
  if (!assignee && !ticket.group.empty() && !desk.group_named(ticket.group)) return managers_to_tell(draft);
  if (!assignee) return members_to_tell(draft);
  return draft.desk_state().reaches(*assignee) ? std::vector{assignee} : agents_instead_of(draft, *assignee);
}

}  // namespace

std::vector<const Agent*> agents_instead_of(const Draft& draft, const Agent& agent) {
  auto told = members_to_tell(draft);
  std::erase(told, &agent);
  if (!told.empty()) return told;
  told = managers_to_tell(draft);
  std::erase(told, &agent);
  return told;
}

std::vector<const Agent*> audience(const Draft& draft, std::string_view name) {
  constexpr std::string_view group_prefix = "group:";
  const auto& desk = draft.house().desk;
  const auto& ticket = draft.ticket();
  const bool whoever_has_it = name == assignee_or_group;
  if (whoever_has_it) return owners_to_tell(draft);
  const auto* named = desk.agent_named(name == "assignee" ? ticket.assignee : agent_in(name).value_or(""));
  if (named && name == "assignee" && !draft.desk_state().reaches(*named))
    return agents_instead_of(draft, *named);
  if (named) return {named};
  const auto group =
      name.starts_with(group_prefix) ? std::string(name.substr(group_prefix.size())) : ticket.group;
  const bool whole_group = name == "group" || name.starts_with(group_prefix);
  std::vector<const Agent*> people;
  for (const auto& agent : desk.agents) {
    const bool member = agent.is_in(group);
    if ((whole_group && member) || (name == "manager" && agent.role != AgentRole::agent))
      people.push_back(&agent);
  }
  return people;
}

}  // namespace ticketd::core
