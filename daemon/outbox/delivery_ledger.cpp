#include "daemon/outbox/delivery_ledger.h"

#include "core/draft.h"
#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace ticketd::daemon {

namespace {

/// The outcome, and the letters and history that follow from it.
Result<> apply(store::Txn& txn, const core::OutboxItem& item, const core::DeliveryOutcome& outcome,
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

bool has_news(const DeliveryLedger::Row& row) { return row.outcome.news != core::DeliveryNews::none; }

bool is_due(const DeliveryLedger::Row& row, core::Time now) {
  return row.outcome.change.state == core::SendState::queued && row.outcome.change.next_at <= now;
}

}  // namespace

void DeliveryLedger::record(Rows rows) {
  if (rows.empty()) return;
  const auto kept = std::make_shared<Rows>(std::move(rows));
  writer_.submit(
      [kept, standing = current_.get(), now = clock_.now()](store::Txn& txn) -> Result<> {
        for (const auto& [item, outcome] : *kept)
          if (auto applied = apply(txn, item, outcome, standing->house(now)); !applied) return applied;
        return {};
      },
      [this, kept](const Result<>& done) { recorded(done, *kept); }, store::Urgency::leisure);
}

/// A mail that has gone out must not go out once more when its lease is over.
void DeliveryLedger::recorded(const Result<>& done, Rows& rows) {
  if (done) {
    const auto makes_work = [now = clock_.now()](const Row& row) {
      return has_news(row) || is_due(row, now);
    };
    if (std::any_of(rows.begin(), rows.end(), makes_work)) letters_due_();
    return;
  }
  spdlog::error("outbox.not_recorded outbox={} error={}", rows.front().item.id.value,
                escaped(done.error().detail));
  if (rows.size() == 1 && done.error().kind == core::ErrorKind::internal) {
    if (!has_news(rows.front())) return;  // a bug: it will not do better next time
    rows.front().outcome.news =
        core::DeliveryNews::none;  // perhaps that of the notice, which the outcome must not wait for
  }
  const std::lock_guard lock(mutex_);
  std::move(rows.begin(), rows.end(), std::back_inserter(unrecorded_));
}

void DeliveryLedger::record_again() {
  Rows rows;
  {
    const std::lock_guard lock(mutex_);
    rows.swap(unrecorded_);
  }
  for (auto& row : rows) {
    Rows alone;
    alone.push_back(std::move(row));
    record(std::move(alone));
  }
}

}  // namespace ticketd::daemon
