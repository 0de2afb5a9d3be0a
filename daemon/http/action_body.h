// The JSON body of a write on a ticket, read into a TicketAction. Pure.
#pragma once

#include "core/result.h"
#include "daemon/http/services.h"

#include <string_view>

namespace ticketd::daemon {

/// Every key must be known and of its type: a misspelt one would silently change what happens. An empty body
/// is {}.
[[nodiscard]] Result<TicketAction> read_action(std::string_view body);

}  // namespace ticketd::daemon
