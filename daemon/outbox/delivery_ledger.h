// Writes down what came of the mails that were tried. One for all dispatchers of the outbox, which come and
// go with the configuration, while a mail that has gone out must be known for good. Any thread.
#pragma once

#include "core/delivery.h"
#include "daemon/current.h"
#include "store/writer.h"

#include <functional>
#include <mutex>
#include <vector>

namespace ticketd::daemon {

class DeliveryLedger {
 public:
  struct Row {
    core::OutboxItem item;
    core::DeliveryOutcome outcome;
  };
  using Rows = std::vector<Row>;

  /// `letters_due`: what happened is told by mail, or a mail that was claimed is due again.
  DeliveryLedger(store::Writer& writer, const Current& current, const Clock& clock,
                 std::function<void()> letters_due)
      : writer_(writer), current_(current), clock_(clock), letters_due_(std::move(letters_due)) {}

  /// One job for all. What the writer refuses is kept.
  void record(Rows rows);
  /// What was kept, each row alone.
  void record_again();

 private:
  void recorded(const Result<>& done, Rows& rows);

  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  const std::function<void()> letters_due_;
  std::mutex mutex_;
  Rows unrecorded_;  ///< guarded by mutex_
};

}  // namespace ticketd::daemon
