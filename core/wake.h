// What happens to a ticket because time passes: promises come due, time rules begin to hold. When that will
// be is a function of the ticket, so there is nothing to cancel: every decision ends by winding the clocks,
// and the store knows one moment per ticket.
#pragma once

#include "core/draft.h"
#include "core/rules.h"

namespace ticketd::core {

/// The facts of a ticket at this moment, without a mail.
[[nodiscard]] Facts facts_of(const Draft&);

/// Ends every decision: promises follow the ticket's state, rules that no longer hold may act again, and the
/// next moment is set.
void wind_clocks(Draft&);

/// Runs what is due now, once, however late, and winds the clocks. Nothing due: only the latter.
void wake(Draft&, Trace&);

}  // namespace ticketd::core
