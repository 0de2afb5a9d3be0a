#include "core/assign.h"

#include "core/audience.h"
#include "core/correspondence.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

/// How many of the ticket's tags are skills of this agent.
std::ptrdiff_t knowledge(const Agent& agent, const Ticket& ticket) {
  return std::count_if(agent.skills.begin(), agent.skills.end(), [&](const std::string& skill) {
    return std::any_of(ticket.tags.begin(), ticket.tags.end(),
                       [&](const std::string& tag) { return equal_ignoring_case(tag, skill); });
  });
}

/// One ticket, and the agents who could take it at one moment.
class Choosing {
 public:
  Choosing(const Ticket& ticket, const House& house, const DeskState& state)
      : ticket_(ticket), desk_(house.desk), state_(state), now_(house.now), dice_(house.dice) {
    for (const auto& agent : desk_.agents)
      if (agent.is_in(ticket.group) && at_work(agent) && has_room(agent)) candidates_.push_back(&agent);
  }

  [[nodiscard]] const Agent* by(std::string_view strategy) const {
    if (const auto name = agent_in(strategy)) return by_name(*name);
    if (candidates_.empty()) return nullptr;
    if (strategy == "random") return by_chance();
    if (strategy == "round_robin") return next_in_turn();
    if (strategy == "least_loaded") return least_loaded(candidates_);
    if (strategy == "skill") return by_skill();
    if (strategy == "sticky") return last_of_requester();
    return nullptr;
  }

 private:
  [[nodiscard]] bool at_work(const Agent& agent) const {
    const auto* hours = desk_.calendar_named(agent.calendar);
    return !state_.is_away(agent.name, now_) && (!hours || is_open(*hours, now_));
  }
  [[nodiscard]] int load(const Agent& agent) const {
    const auto found = state_.open_tickets.find(agent.name);
    return found == state_.open_tickets.end() ? 0 : found->second;
  }
  [[nodiscard]] bool has_room(const Agent& agent) const {
    return agent.max_open == 0 || load(agent) < agent.max_open;
  }

  [[nodiscard]] const Agent* by_name(std::string_view name) const {
    const auto* agent = desk_.agent_named(name);
    return agent && at_work(*agent) ? agent : nullptr;
  }

  /// Tickets that are decided on together share their dice, and are spread all the same.
  [[nodiscard]] const Agent* by_chance() const {
    return candidates_[(dice_ + static_cast<std::uint64_t>(ticket_.id.value)) % candidates_.size()];
  }

  /// The next behind the one whose turn it was, in the desk's order; the first when that one is gone.
  [[nodiscard]] const Agent* next_in_turn() const {
    const auto last = state_.last_assigned.find(ticket_.group);
    const auto* had_turn = last == state_.last_assigned.end() ? nullptr : desk_.agent_named(last->second);
    const auto next = std::find_if(candidates_.begin(), candidates_.end(),
                                   [&](const Agent* agent) { return had_turn && agent > had_turn; });
    return next == candidates_.end() ? candidates_.front() : *next;
  }

  [[nodiscard]] const Agent* least_loaded(const std::vector<const Agent*>& agents) const {
    if (agents.empty()) return nullptr;
    return *std::min_element(agents.begin(), agents.end(),
                             [&](const Agent* a, const Agent* b) { return load(*a) < load(*b); });
  }

  /// Somebody who knows it is waited for; what nobody knows is anybody's.
  [[nodiscard]] const Agent* by_skill() const {
    const bool is_known = std::any_of(desk_.agents.begin(), desk_.agents.end(), [&](const Agent& agent) {
      return agent.is_in(ticket_.group) && knowledge(agent, ticket_) > 0;
    });
    if (!is_known) return least_loaded(candidates_);
    std::ptrdiff_t most = 1;
    for (const auto* agent : candidates_) most = std::max(most, knowledge(*agent, ticket_));
    std::vector<const Agent*> best;
    for (const auto* agent : candidates_)
      if (knowledge(*agent, ticket_) == most) best.push_back(agent);
    return least_loaded(best);
  }

  [[nodiscard]] const Agent* last_of_requester() const {
    const auto last = state_.last_agent.find(ascii_lower(ticket_.requester.address));
    if (last == state_.last_agent.end()) return nullptr;
    const auto found = std::find_if(candidates_.begin(), candidates_.end(),
                                    [&](const Agent* agent) { return agent->name == last->second; });
    return found == candidates_.end() ? nullptr : *found;
  }

  const Ticket& ticket_;
  const Desk& desk_;
  const DeskState& state_;
  Time now_;
  std::uint64_t dice_;
  std::vector<const Agent*> candidates_;
};

void go_on_looking(Draft& draft, const Strategies& strategies, const std::string& by) {
  auto clocks = draft.ticket().clocks;
  if (clocks.assign_by == strategies) return;
  const bool news = clocks.assign_by.empty();
  clocks.assign_by = strategies;
  draft.set_clocks(std::move(clocks));
  if (!news) return;
  draft.record(EventKind::unassigned, joined(strategies), "nobody is available", by);
  const auto* group = draft.house().desk.group_named(draft.ticket().group);
  if (group && !group->nobody_available.empty())
    tell_agents(draft, LetterKind::unassigned, waiting_words(draft),
                audience(draft, group->nobody_available));
}

/// How a waiting ticket finds somebody: as it was told, as long as the desk still says so somewhere, else as
/// its group does by now.
Strategies strategies_now(const Draft& draft) {
  const auto& told = draft.ticket().clocks.assign_by;
  const auto& desk = draft.house().desk;
  const auto* group = desk.group_named(draft.ticket().group);
  const auto says_so = [&](const Rule& rule) {
    return std::any_of(rule.then.begin(), rule.then.end(), [&](const Action& action) {
      const auto* assign = std::get_if<action::Assign>(&action);
      return assign && assign->by == told;
    });
  };
  if (told.empty() || !group || std::any_of(desk.rules.begin(), desk.rules.end(), says_so)) return told;
  return group->assign;
}

/// Round robin alone moves the turn on.
void give(Draft& draft, const Choice& choice, const std::string& by) {
  draft.assign(choice.agent, by, choice.strategy == "round_robin" ? draft.ticket().group : std::string{});
}

}  // namespace

void ask_for_assignment(const Desk& desk, const std::string& requester, ThreadQuery& query) {
  const auto looks_back = [](const Strategies& strategies) {
    return std::find(strategies.begin(), strategies.end(), "sticky") != strategies.end();
  };
  const auto rule_looks_back = [&](const Rule& rule) {
    return std::any_of(rule.then.begin(), rule.then.end(), [&](const Action& action) {
      const auto* assign = std::get_if<action::Assign>(&action);
      return assign && looks_back(assign->by);
    });
  };
  query.last_agents = std::any_of(desk.groups.begin(), desk.groups.end(),
                                  [&](const Group& group) { return looks_back(group.assign); }) ||
                      std::any_of(desk.rules.begin(), desk.rules.end(), rule_looks_back);
  query.requester = requester;
}

std::optional<Choice> choose_agent(const Strategies& strategies, const Ticket& ticket, const House& house,
                                   const DeskState& state) {
  const Choosing choosing(ticket, house, state);
  for (const auto& strategy : strategies)
    if (const auto* agent = choosing.by(strategy)) return Choice{agent->name, strategy};
  return std::nullopt;
}

std::optional<Time> next_chance(const Strategies& strategies, const Ticket& ticket, const House& house,
                                const DeskState& state) {
  std::vector<Time> moments{house.now};
  for (const auto& agent : house.desk.agents) {
    const auto away = state.away.find(agent.name);
    const bool is_away = state.is_away(agent.name, house.now);
    if (is_away && !away->second) continue;
    const auto back = is_away ? *away->second : house.now;
    const auto* hours = house.desk.calendar_named(agent.calendar);
    if (const auto begins = hours ? next_opening(*hours, back) : back) moments.push_back(*begins);
  }
  std::sort(moments.begin(), moments.end());
  for (const auto moment : moments) {
    const House then{house.desk, house.settings, house.seal, moment, house.dice};
    if (choose_agent(strategies, ticket, then, state)) return moment;
  }
  return std::nullopt;
}

void assign_by(Draft& draft, const Strategies& strategies, const std::string& by, Trace& trace) {
  if (strategies.empty()) return;
  const auto choice = choose_agent(strategies, draft.ticket(), draft.house(), draft.desk_state());
  trace.tried("assign", choice ? choice->agent : "nobody is available",
              choice ? choice->strategy : joined(strategies));
  if (choice)
    give(draft, *choice, by);
  else if (draft.ticket().assignee.empty())
    go_on_looking(draft, strategies, by);
}

void settle_in_group(Draft& draft, Trace& trace) {
  const auto& desk = draft.house().desk;
  if (draft.ticket().group.empty() && !desk.fallback_group.empty()) {
    trace.tried("fall-back", desk.fallback_group, "no mailbox and no rule named a group");
    draft.transfer(desk.fallback_group, by_system());
  }
  const auto* group = desk.group_named(draft.ticket().group);
  if (group && draft.ticket().assignee.empty() && draft.ticket().clocks.assign_by.empty())
    assign_by(draft, group->assign, by_system(), trace);
}

void move_to_group(Draft& draft, const std::string& group, const std::string& agent, const std::string& by) {
  draft.transfer(group, by);
  const auto* assignee = draft.house().desk.agent_named(draft.ticket().assignee);
  if (!agent.empty())
    draft.assign(agent, by);
  else if (assignee && !assignee->is_in(group))
    draft.assign({}, by);
}

bool assign_waiting(Draft& draft, Trace& trace) {
  const auto& ticket = draft.ticket();
  if (ticket.clocks.assign_by.empty() || !ticket.assignee.empty() || !is_active(ticket.state)) return false;
  const auto strategies = strategies_now(draft);
  if (strategies.empty()) {  // the desk leaves it to people
    auto clocks = ticket.clocks;
    clocks.assign_by.clear();
    draft.set_clocks(std::move(clocks));
  }
  assign_by(draft, strategies, by_system(), trace);
  return !draft.ticket().assignee.empty();
}

void reassign_from_absent(Draft& draft, Trace& trace) {
  const auto* group = draft.house().desk.group_named(draft.ticket().group);
  const auto& assignee = draft.ticket().assignee;
  if (!group || !group->reassign_when_away || assignee.empty() ||
      !draft.desk_state().is_away(assignee, draft.house().now))
    return;
  trace.tried("assignee", "is away", assignee);
  if (group->assign.empty()) draft.assign({}, by_system());  // then the group is told
  assign_by(draft, group->assign, by_system(), trace);
}

}  // namespace ticketd::core
