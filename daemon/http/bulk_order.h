// The body of an action: for one ticket, or for many with {"tickets": [12, 15]} beside it.
#pragma once

#include "daemon/http/services.h"

#include <string>
#include <vector>

namespace ticketd::daemon {

/// The action that a request asks for, in the name of its caller.
[[nodiscard]] Result<TicketAction> read_signed_action(const HttpRequest& request, const std::string& name);

struct BulkOrder {
  TicketAction action;
  std::vector<core::TicketId> tickets;  ///< each once, at least one
};
[[nodiscard]] Result<BulkOrder> read_bulk_order(const HttpRequest& request, const std::string& action);

}  // namespace ticketd::daemon
