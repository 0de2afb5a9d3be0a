// How a group, or an `assign` action, finds an agent. Only config/ includes this.
#pragma once

#include "config/section.h"
#include "core/assign.h"
#include "core/desk.h"

namespace ticketd::config {

/// The key `assign`: one strategy, or several that are tried in order; none is an empty list. A rule may
/// name an agent without `agent:`.
[[nodiscard]] core::Strategies read_assignment(const Section& section, const core::Desk& desk);

}  // namespace ticketd::config
