// Which agents hear of what happens to a ticket.
#pragma once

#include "core/draft.h"

#include <string_view>
#include <vector>

namespace ticketd::core {

/// The agents whom a rule names: assignee, assignee_or_group, group, group:NAME, manager or agent:NAME. Where
/// the address of the assignee is marked as undeliverable, `assignee_or_group` is the group, and the managers
/// when nobody is there.
[[nodiscard]] std::vector<const Agent*> audience(const Draft&, std::string_view name);

/// Whoever hears of what does not reach this agent: the group, and the managers where nobody is left.
[[nodiscard]] std::vector<const Agent*> agents_instead_of(const Draft&, const Agent&);

}  // namespace ticketd::core
