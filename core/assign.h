// Who gets a ticket: the strategies of `[[group]] assign` and of the rule action `assign`.
// Nobody is given a ticket who is away, outside of working hours, or has enough of them.
#pragma once

#include "core/desk.h"
#include "core/draft.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

/// In the order in which they are tried; each chooses among the members of the ticket's group.
using Strategies = std::vector<std::string>;

/// `sticky`: whoever had the requester's last ticket. `skill`: whoever knows the ticket's tags best, and
/// anybody when they are nobody's skill. Besides them `agent:NAME`: that agent, in the group or not, with
/// however many tickets.
inline constexpr auto assignment_strategies =
    std::to_array<std::string_view>({"random", "round_robin", "least_loaded", "skill", "sticky"});

struct Choice {
  std::string agent;
  std::string strategy;  ///< that found them
};
[[nodiscard]] std::optional<Choice> choose_agent(const Strategies&, const Ticket&, const House&,
                                                 const DeskState&);

/// The earliest moment from now on at which somebody can be chosen when only time passes: working hours
/// begin, an absence ends. Nothing: somebody has to come, or to have less to do.
[[nodiscard]] std::optional<Time> next_chance(const Strategies&, const Ticket&, const House&,
                                              const DeskState&);

/// What of the store a decision needs that may give a ticket to somebody. `requester`: of a ticket that may
/// come of it, where that is not the author of a mail.
void ask_for_assignment(const Desk&, const std::string& requester, ThreadQuery&);

/// Gives the ticket to somebody. Where nobody can be chosen, an unassigned ticket goes on looking (Clocks):
/// that stands in trace and history, and whoever the group names is told.
void assign_by(Draft&, const Strategies&, const std::string& by, Trace&);

/// Another group, with an agent or without: who is no member gives the ticket up.
void move_to_group(Draft&, const std::string& group, const std::string& agent, const std::string& by);

/// Ends the routing of a ticket: one without a group comes to the desk's fall-back, and where nobody has it
/// the group's strategies find somebody.
void settle_in_group(Draft&, Trace&);

/// A ticket that looks for an agent gets one, if there is one now. Whether it did.
bool assign_waiting(Draft&, Trace&);

/// Where the group wants it so: a customer wrote to an agent who is away, and somebody else can take over.
void reassign_from_absent(Draft&, Trace&);

}  // namespace ticketd::core
