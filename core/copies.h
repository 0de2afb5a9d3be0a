// People in To, Cc and Reply-To: who is on a ticket from its first mail, who joins later, and where its
// requester wants answers.
#pragma once

#include "core/draft.h"
#include "core/mail.h"

#include <string>
#include <vector>

namespace ticketd::core {

/// To and Cc less our own addresses, the agents and the author; at most fifty, each once.
[[nodiscard]] std::vector<Address> people_copied(const Mail&, const Desk&);

/// Whether the address is the requester's or a participant's.
[[nodiscard]] bool takes_part(const Ticket&, std::string_view address);

/// A later new copy joins when its author is proven; otherwise it is only suggested: those people, for the
/// agents to see. Nobody gets what was written before.
std::vector<Address> join_copies(Draft&, const Mail&, Trust author, const std::string& by);

/// Lets people take part who do not yet, and sends them that answer of an agent as well, as long as customers
/// may see it.
void let_join(Draft&, const std::vector<Address>& people, const Entry* answer, const std::string& by);

/// Reply-To, where that is another address than the author's and none of ours or of an agent; empty: answers
/// go to From.
[[nodiscard]] std::string answers_wanted_at(const Mail&, const Desk&);

}  // namespace ticketd::core
