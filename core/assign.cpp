#include "core/assign.h"

#include <algorithm>

namespace ticketd::core {

namespace {

std::vector<std::string> candidates(const Desk& desk, const DeskState& state, const std::string& group) {
  std::vector<std::string> names;
  for (const auto& agent : desk.agents) {
    const bool member = std::find(agent.groups.begin(), agent.groups.end(), group) != agent.groups.end();
    const bool away =
        std::find(state.unavailable.begin(), state.unavailable.end(), agent.name) != state.unavailable.end();
    if (member && !away) names.push_back(agent.name);
  }
  return names;
}

int load(const DeskState& state, const std::string& agent) {
  const auto found = state.open_tickets.find(agent);
  return found == state.open_tickets.end() ? 0 : found->second;
}

/// The next behind the one whose turn it was, in the desk's order; the first when that one is gone.
std::string next_in_turn(const std::vector<std::string>& names, const Desk& desk, const std::string& last) {
  const auto position = [&](const std::string& name) {
    return std::find_if(desk.agents.begin(), desk.agents.end(),
                        [&](const Agent& agent) { return agent.name == name; });
  };
  const auto had_turn = position(last);
  if (had_turn == desk.agents.end()) return names.front();
  for (const auto& name : names)
    if (position(name) > had_turn) return name;
  return names.front();
}

}  // namespace

std::optional<std::string> choose_agent(const Desk& desk, const DeskState& state, const std::string& group,
                                        const std::string& strategy, std::uint64_t dice) {
  constexpr std::string_view fixed = "agent:";
  const auto names = candidates(desk, state, group);
  if (strategy.starts_with(fixed)) {
    const auto name = strategy.substr(fixed.size());
    const bool away =
        std::find(state.unavailable.begin(), state.unavailable.end(), name) != state.unavailable.end();
    return desk.agent_named(name) && !away ? std::optional(name) : std::nullopt;
  }
  if (names.empty()) return std::nullopt;
  if (strategy == "random") return names[dice % names.size()];
  if (strategy == "round_robin") {
    const auto last = state.last_assigned.find(group);
    return next_in_turn(names, desk, last == state.last_assigned.end() ? std::string{} : last->second);
  }
  if (strategy == "least_loaded")
    return *std::min_element(names.begin(), names.end(),
                             [&](const auto& a, const auto& b) { return load(state, a) < load(state, b); });
  return std::nullopt;
}

void assign_in_group(Draft& draft, std::uint64_t dice, Trace& trace) {
  const auto& desk = draft.house().desk;
  const auto* group = desk.group_named(draft.ticket().group);
  if (!group || group->assign == "none") return;
  const auto agent = choose_agent(desk, draft.desk_state(), group->name, group->assign, dice);
  trace.tried("assign", agent.value_or("nobody is available"), group->assign);
  if (agent) draft.assign(*agent, "system", group->name);
}

}  // namespace ticketd::core
