// What an operator may do to a mail of ours that waits or failed.
#pragma once

#include "core/change.h"
#include "core/delivery.h"
#include "core/result.h"

#include <variant>

namespace ticketd::core {

enum class QueueAction : std::uint8_t { retry, hold, drop };

/// It starts anew, or its delivery has come to an end as a try comes to one.
using QueueOutcome = std::variant<change::Requeue, DeliveryOutcome>;

/// ErrorKind::policy where the mail is past it (sent, on the wire right now, or given up already).
[[nodiscard]] Result<QueueOutcome> queue_outcome(QueueAction action, const OutboxItem& item, Time now);

}  // namespace ticketd::core
