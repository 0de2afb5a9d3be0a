// What an operator may do to a mail of ours that waits or failed.
#pragma once

#include "core/change.h"
#include "core/result.h"

namespace ticketd::core {

class Draft;

enum class QueueAction : std::uint8_t { retry, hold, drop };

/// The change; ErrorKind::policy where the mail is past it (sent, on the wire right now, or given up
/// already).
[[nodiscard]] Result<Change> queue_change(QueueAction action, const OutboxItem& item, Time now);

/// History and letters of it: what is given up is told as any final failure is.
void tell_of(Draft&, QueueAction, const OutboxItem&);

}  // namespace ticketd::core
