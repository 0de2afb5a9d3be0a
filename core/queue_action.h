// What an operator may do to a mail of ours that waits or failed.
#pragma once

#include "core/change.h"
#include "core/result.h"

namespace ticketd::core {

enum class QueueAction : std::uint8_t { retry, hold, drop };

/// The change; ErrorKind::policy where the mail is past it (sent, or on the wire right now).
[[nodiscard]] Result<Change> queue_change(QueueAction action, const OutboxItem& item, Time now);

}  // namespace ticketd::core
