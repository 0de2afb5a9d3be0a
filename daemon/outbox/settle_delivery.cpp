#include "daemon/outbox/settle_delivery.h"

#include "core/draft.h"

namespace ticketd::daemon {

Result<> settle_delivery(store::Txn& txn, const core::OutboxItem& item, const core::DeliveryOutcome& outcome,
                         const core::House& house) {
  core::Changes changes{outcome.change};
  if (outcome.news == core::DeliveryNews::none) return txn.apply(changes);
  auto seen = txn.evidence({.tickets = {item.ticket}, .now = house.now});
  if (!seen) return fail(seen);
  if (const auto context = seen->tickets.find(item.ticket); context != seen->tickets.end()) {
    core::Draft draft(house, context->second, seen->desk, seen->fresh, changes);
    core::tell_of(draft, item, outcome);
  }
  return txn.apply(changes);
}

}  // namespace ticketd::daemon
