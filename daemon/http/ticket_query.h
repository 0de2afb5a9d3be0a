// The words of `ticket list`: a view, and a query of words and field:value. Pure.
#pragma once

#include "core/result.h"
#include "store/store.h"

#include <string>
#include <string_view>

namespace ticketd::daemon {

/// The tickets of a view (all, open, unassigned, mine: of the agent `as`, on_hold, resolved, closed, spam,
/// snoozed, starred, group:NAME) that have all of `query`: words, "several words", and field:value for the
/// fields of the table in ticket_query.cpp. Two values for one field are ErrorKind::malformed.
[[nodiscard]] Result<store::TicketQuery> ticket_query(std::string_view view, std::string_view query,
                                                      std::string_view as);

}  // namespace ticketd::daemon
