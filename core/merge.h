// Two tickets that are one, and one that is two.
#pragma once

#include "core/authority.h"
#include "core/draft.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace ticketd::core {

/// Whether `other` can go into the ticket of the draft: text for the person who asked.
[[nodiscard]] Result<> check_merge(const Draft& kept, const TicketContext& other, const Actor&);
/// The entries of `other` stand in the kept ticket from now on, its people take part there, and later replies
/// to it arrive there. The people who joined, for whoever asked.
std::vector<Address> merge(Draft& kept, const TicketContext& other, const Actor&);

[[nodiscard]] Result<> check_split(const Draft&, const Entry*);
/// A customer's entry becomes a ticket of its own, linked `split_from`; its number.
TicketId split(Draft& from, const Entry&, const std::string& subject, const Actor&);

}  // namespace ticketd::core
