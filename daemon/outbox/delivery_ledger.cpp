#include "daemon/outbox/delivery_ledger.h"

#include "daemon/log_value.h"
#include "daemon/outbox/settle_delivery.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace ticketd::daemon {

void DeliveryLedger::record(Rows rows) {
  if (rows.empty()) return;
  const auto kept = std::make_shared<Rows>(std::move(rows));
  writer_.submit(
      [kept, standing = current_.get(), now = clock_.now()](store::Txn& txn) -> Result<> {
        for (const auto& row : *kept)
          if (auto settled = settle_delivery(txn, row.item, row.outcome, standing->house(now)); !settled)
            return settled;
        return {};
      },
      [this, kept](const Result<>& done) { recorded(done, *kept); }, store::Urgency::leisure);
}

/// A mail that has gone out must not go out once more when its lease is over.
void DeliveryLedger::recorded(const Result<>& done, Rows& rows) {
  const bool was_failing = failing(!done);
  if (done) {
    const auto makes_work = [now = clock_.now()](const Row& row) {
      return row.has_news() || row.is_due(now);
    };
    if (std::any_of(rows.begin(), rows.end(), makes_work)) letters_due_();
    return;
  }
  const bool is_bug = done.error().kind == core::ErrorKind::internal;
  if (is_bug || !was_failing)  // what a full disk refuses, it refuses for hours
    spdlog::error("outbox.not_recorded outbox={} error={}", rows.front().item.id.value,
                  escaped(done.error().detail));
  if (is_bug && rows.size() == 1) return come_down(std::move(rows.front()), done.error());
  keep(std::move(rows));
}

/// Whether it was before.
bool DeliveryLedger::failing(bool now) {
  const std::lock_guard lock(mutex_);
  return std::exchange(failing_, now);
}

void DeliveryLedger::keep(Rows rows) {
  const std::lock_guard lock(mutex_);
  std::move(rows.begin(), rows.end(), std::back_inserter(unrecorded_));
}

/// A bug: it will not do better next time, but less may. First the outcome without its notice, then that a
/// person has to decide; what cannot even be held is at least not tried again.
void DeliveryLedger::come_down(Row row, const core::Error& why) {
  const bool was_held = row.outcome.change.state == core::SendState::held;
  if (!row.has_news() && was_held) {
    const std::lock_guard lock(mutex_);
    given_up_.insert(row.item.id);
    return;
  }
  if (!row.has_news())
    row.outcome = core::held(row.item, "what came of it was not written down: " + why.detail);
  row.outcome.news = core::DeliveryNews::none;
  Rows alone;
  alone.push_back(std::move(row));
  keep(std::move(alone));
}

bool DeliveryLedger::is_given_up(core::OutboxId letter) {
  const std::lock_guard lock(mutex_);
  return given_up_.contains(letter);
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
