// Agents who say that they are away, or back: by mail, ticketctl or the API. While they are
// away nothing is assigned to them by itself.
#pragma once

#include "core/authority.h"
#include "core/change.h"
#include "core/result.h"

#include <optional>
#include <string>

namespace ticketd::core {

struct Availability {
  std::string agent;
  bool available = true;
  std::optional<Time> until;  ///< away until then; nothing: until somebody says otherwise
};

/// An agent says it of oneself, a manager and the operator of everybody. Tickets that look for an agent are
/// looked at again.
[[nodiscard]] Result<Changes> set_availability(const Availability&, const Actor&, const Desk&, Time now);

}  // namespace ticketd::core
