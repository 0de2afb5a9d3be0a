// Where the webhooks of a desk are called.
#pragma once

#include "core/desk.h"

#include <map>
#include <string>

namespace ticketd::daemon {

/// The host and port of each, by its sender in the outbox. Reads the files that keep URLs.
[[nodiscard]] std::map<std::string, std::string> hosts_of_webhooks(const core::Desk&);

}  // namespace ticketd::daemon
