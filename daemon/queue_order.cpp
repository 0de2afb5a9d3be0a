#include "daemon/queue_order.h"

#include "core/draft.h"

namespace ticketd::daemon {

namespace {

/// The mails that it is possible for, or why one that was named is none of them.
Result<std::vector<core::OutboxItem>> items_for(store::Txn& txn, const QueueOrder& order, core::Time now) {
  std::vector<core::OutboxItem> items;
  for (const auto id : order.ids) {
    auto item = txn.letter(id);
    if (!item) return fail(item);
    if (!*item) return not_in_queue(id);
    const auto possible = core::queue_change(order.action, **item, now);
    if (!possible && !order.all) return fail(possible);
    if (possible) items.push_back(std::move(**item));
  }
  return items;
}

Result<> carry_out(store::Txn& txn, core::QueueAction action, const core::OutboxItem& item,
                   const core::House& house) {
  auto change = core::queue_change(action, item, house.now);
  if (!change) return fail(change);
  core::Changes changes{std::move(*change)};
  auto seen = txn.evidence({.tickets = {item.ticket}, .now = house.now});
  if (!seen) return fail(seen);
  if (const auto context = seen->tickets.find(item.ticket); context != seen->tickets.end()) {
    core::Draft draft(house, context->second, seen->desk, seen->fresh, changes);
    core::tell_of(draft, action, item);
  }
  return txn.apply(changes);
}

}  // namespace

tl::unexpected<core::Error> not_in_queue(core::OutboxId id) {
  return fail(core::ErrorKind::not_found, "there is no mail " + std::to_string(id.value) + " in the queue");
}

Result<std::size_t> carry_out(store::Txn& txn, const QueueOrder& order, const core::House& house) {
  const auto items = items_for(txn, order, house.now);
  if (!items) return fail(items);
  for (const auto& item : *items)
    if (const auto done = carry_out(txn, order.action, item, house); !done) return fail(done);
  return items->size();
}

}  // namespace ticketd::daemon
