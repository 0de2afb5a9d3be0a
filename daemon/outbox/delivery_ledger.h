// Writes down what came of the mails that were tried. One for all dispatchers of the outbox, which come and
// go with the configuration, while a mail that has gone out must be known for good. Any thread.
#pragma once

#include "core/delivery.h"
#include "daemon/current.h"
#include "store/writer.h"

#include <functional>
#include <mutex>
#include <set>
#include <vector>

namespace ticketd::daemon {

class DeliveryLedger {
 public:
  struct Row {
    core::OutboxItem item;
    core::DeliveryOutcome outcome;
    [[nodiscard]] bool has_news() const { return outcome.news != core::DeliveryNews::none; }
    [[nodiscard]] bool is_due(core::Time now) const {
      return outcome.change.state == core::SendState::queued && outcome.change.next_at <= now;
    }
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
  /// Whether it was tried and nothing of that could be written down: it must not be tried again.
  [[nodiscard]] bool is_given_up(core::OutboxId letter);

 private:
  void recorded(const Result<>& done, Rows& rows);
  bool failing(bool now);
  void keep(Rows rows);
  void come_down(Row row, const core::Error& why);

  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  const std::function<void()> letters_due_;
  std::mutex mutex_;
  bool failing_ = false;  ///< guarded by mutex_, as the next
  Rows unrecorded_;
  std::set<core::OutboxId> given_up_;  ///< until the next start
};

}  // namespace ticketd::daemon
