// The words of `ticket list`: a view, and a query of words and field:value. Pure.
#pragma once

#include "core/result.h"
#include "store/store.h"

#include <string>
#include <string_view>

namespace ticketd::daemon {

/// all, open, unassigned, mine (of the agent `as`), on_hold, resolved, closed, spam, group:NAME; narrowed by
/// `query`: words, "several words", and state:, priority:, assignee:, group:, mailbox:, requester:, tag:,
/// channel:.
[[nodiscard]] Result<store::TicketQuery> ticket_query(std::string_view view, std::string_view query,
                                                      std::string_view as);

}  // namespace ticketd::daemon
