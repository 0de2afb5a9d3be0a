// Agents leave a desk only when somebody takes over their tickets: asked whenever a desk is put
// in place of another.
#pragma once

#include "core/change.h"
#include "core/desk.h"
#include "core/result.h"
#include "store/store.h"

#include <map>
#include <string>

namespace ticketd::daemon {

/// The changes that give the open tickets of agents whom `next` no longer knows to those named in `to`
/// (agent → agent, empty: nobody); asked inside the transaction that puts `next` in place, so that none is
/// assigned behind its back. Refused, with the tickets, when an agent who has some is not named there.
[[nodiscard]] Result<core::Changes> hand_over(store::Txn&, const core::Desk& next,
                                              const std::map<std::string, std::string>& to, core::Time now);

}  // namespace ticketd::daemon
