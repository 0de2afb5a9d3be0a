// Who gets a ticket: the strategies of `[[group]] assign` (FEATURES W2). Only available agents of the group.
#pragma once

#include "core/desk.h"
#include "core/draft.h"

#include <optional>
#include <string>

namespace ticketd::core {

/// `strategy`: none, random, round_robin, least_loaded, agent:NAME. `dice` is any number, for random.
[[nodiscard]] std::optional<std::string> choose_agent(const Desk&, const DeskState&, const std::string& group,
                                                      const std::string& strategy, std::uint64_t dice);

/// Gives a new ticket to an agent by its group's strategy, if there is one.
void assign_in_group(Draft&, std::uint64_t dice, Trace&);

}  // namespace ticketd::core
