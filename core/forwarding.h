// Forwards out of a ticket: an agent shows it to people who are no customers, and works with them in private.
#pragma once

#include "core/authority.h"
#include "core/draft.h"

#include <vector>

namespace ticketd::core {

/// Shows a customer's entry with its files to these people, the agent's words above; without one, the newest
/// words of customers.
EntryId forward_ticket(Draft&, const std::vector<Address>& to, const std::vector<Address>& cc, Entry comment,
                       const Actor&, const Entry* shown);

/// The same by a rule: the mails are marked automatic.
EntryId forward_by_rule(Draft&, const std::vector<Address>& to, const std::string& comment,
                        const std::string& by);

/// An agent's further words to a forward's people, and to nobody else.
void answer_circle(Draft&, const PrivateEntry& words);

}  // namespace ticketd::core
