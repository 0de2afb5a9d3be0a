// People in To and Cc: who is on a ticket from its first mail, and who joins later (DESIGN 6).
#pragma once

#include "core/draft.h"
#include "core/mail.h"

#include <string>
#include <vector>

namespace ticketd::core {

/// To and Cc less our own addresses, the agents and the author; at most fifty, each once.
[[nodiscard]] std::vector<Address> people_copied(const Mail&, const Desk&);

/// A later new copy joins when its author is proven; otherwise the history only names it, for an agent to
/// see.
void join_copies(Draft&, const Mail&, Trust author, const std::string& by);

}  // namespace ticketd::core
