#include "daemon/hand_over.h"

#include "core/author_name.h"
#include "core/names.h"

namespace ticketd::daemon {

namespace {

/// "kim still has the tickets 3, 8 and 40 more: …"
core::Error still_has(const std::string& agent, const std::vector<core::Ticket>& tickets) {
  constexpr std::size_t named = 10;
  std::string list;
  for (std::size_t i = 0; i < tickets.size() && i < named; ++i)
    list += (i == 0 ? "" : ", ") + std::to_string(tickets[i].id.value);
  if (tickets.size() > named) list += " and " + std::to_string(tickets.size() - named) + " more";
  return {core::ErrorKind::policy, "agent \"" + agent + "\" is gone from the desk and still has tickets " +
                                       list + ": say who takes them, --reassign " + agent + "=NAME (or " +
                                       agent + "= for nobody)"};
}

}  // namespace

Result<core::Changes> hand_over(store::Txn& txn, const core::Desk& next,
                                const std::map<std::string, std::string>& to, core::Time now) {
  for (const auto& [from, agent] : to)
    if (!agent.empty() && !next.agent_named(agent))
      return fail(core::ErrorKind::policy, "no agent is called \"" + agent + '"');
  const auto tickets = txn.tickets({.states = core::values_where(core::is_active), .assigned = true});
  if (!tickets) return fail(tickets);
  std::map<std::string, std::vector<core::Ticket>> left;
  for (const auto& ticket : *tickets)
    if (!next.agent_named(ticket.assignee)) left[ticket.assignee].push_back(ticket);
  core::Changes changes;
  for (const auto& [agent, theirs] : left) {
    const auto heir = to.find(agent);
    if (heir == to.end()) return tl::unexpected(still_has(agent, theirs));
    for (const auto& ticket : theirs) {
      changes.emplace_back(core::change::SetAssignee{ticket.id, heir->second, {}});
      changes.emplace_back(core::change::RecordEvent{
          {ticket.id, now, core::EventKind::assigned, agent, heir->second, core::by_system()}});
    }
  }
  return changes;
}

}  // namespace ticketd::daemon
