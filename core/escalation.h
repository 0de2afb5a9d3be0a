// A question that another desk of the house answers (이관; decision 0028): a ticket of its own there, linked
// both ways, that writes to nobody outside. Its requester is the desk that asks, so nothing of it is ever
// addressed to the customer, and a customer's mail never finds it.
#pragma once

#include "core/act.h"

#include <optional>

namespace ticketd::core {

/// The other of two tickets across desks: of an escalation the one that it came from, of an escalated ticket
/// its newest escalation.
[[nodiscard]] std::optional<TicketId> other_side(const Ticket&);

[[nodiscard]] Result<> check_escalation(const ActionRequest&, const Draft&);

struct Escalated {
  TicketId ticket;               ///< on the other desk
  std::optional<EntryId> words;  ///< the agent's, kept as a note here
};

/// To `request.group`, with the agent's words and the customer's newest. A desk that was asked before, and
/// has not closed its ticket, is asked again in the same one.
Escalated escalate(Draft&, const ActionRequest&, const Actor&, const Carrier&, const Entry* customers_words);

/// Passes to the other side what this decision said on this one: comments both ways, the customer's new
/// words to the desk that was asked. What that desk answers, or that it resolved its ticket, is followed by
/// the state here. Called at the end of every decision.
void pass_across(Draft&, Trace&);

}  // namespace ticketd::core
