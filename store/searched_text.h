// What of a ticket and its entries is looked through for words: the same in every backend.
#pragma once

#include "core/ticket.h"

#include <string>

namespace ticketd::store {

/// Subject and requester: what never changes.
[[nodiscard]] std::string searched_text(const core::Ticket& ticket);

/// Text, author and names of files. Of huge texts the beginning.
[[nodiscard]] std::string searched_text(const core::Entry& entry);

}  // namespace ticketd::store
