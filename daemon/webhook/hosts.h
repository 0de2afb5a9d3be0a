// Where the webhooks of a desk are called.
#pragma once

#include "core/desk.h"
#include "daemon/outbox/hop_turns.h"

namespace ticketd::daemon {

/// The host and port of each, by its sender in the outbox. Reads the files that keep URLs.
[[nodiscard]] Hops hosts_of_webhooks(const core::Desk&);

}  // namespace ticketd::daemon
