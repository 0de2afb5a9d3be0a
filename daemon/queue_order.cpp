#include "daemon/queue_order.h"

#include "daemon/outbox/settle_delivery.h"

#include <utility>

namespace ticketd::daemon {

namespace {

using Settled = std::pair<core::OutboxItem, core::QueueOutcome>;

/// What comes of the mails that the action is possible for, or why one that was named is none of them.
Result<std::vector<Settled>> settled_by(store::Txn& txn, const QueueOrder& order, core::Time now) {
  std::vector<Settled> settled;
  for (const auto id : order.ids) {
    auto item = txn.letter(id);
    if (!item) return fail(item);
    if (!*item) return not_in_queue(id);
    auto outcome = core::queue_outcome(order.action, **item, now);
    if (!outcome && !order.all) return fail(outcome);
    if (outcome) settled.emplace_back(std::move(**item), std::move(*outcome));
  }
  return settled;
}

}  // namespace

tl::unexpected<core::Error> not_in_queue(core::OutboxId id) {
  return fail(core::ErrorKind::not_found, "there is no mail " + std::to_string(id.value) + " in the queue");
}

Result<std::size_t> carry_out(store::Txn& txn, const QueueOrder& order, const core::House& house) {
  const auto settled = settled_by(txn, order, house.now);
  if (!settled) return fail(settled);
  for (const auto& [item, outcome] : *settled) {
    const auto done =
        std::visit(core::Overloaded{[&](const core::change::Requeue& again) { return txn.apply({again}); },
                                    [&, &item = item](const core::DeliveryOutcome& end) {
                                      return settle_delivery(txn, item, end, house);
                                    }},
                   outcome);
    if (!done) return fail(done);
  }
  return settled->size();
}

}  // namespace ticketd::daemon
