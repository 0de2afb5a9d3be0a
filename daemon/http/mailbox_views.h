// The mailboxes that are fetched, as the API shows them.
#pragma once

#include "daemon/http/json_views.h"
#include "daemon/http/services.h"

#include <vector>

namespace ticketd::daemon {

/// Each with what of it could not be imported.
[[nodiscard]] Json mailboxes_json(const std::vector<MailboxState>& mailboxes,
                                  const std::vector<core::SkippedMail>& skipped);

}  // namespace ticketd::daemon
