// What time does to tickets: finds those whose clocks say that something is due, and lets core decide each in
// a transaction of its own, so that it happens once, however late.
#pragma once

#include "daemon/current.h"
#include "store/writer.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace ticketd::daemon {

class Waking {
 public:
  Waking(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
         std::function<void()> letters_queued)
      : store_(store),
        writer_(writer),
        current_(current),
        clock_(clock),
        letters_queued_(std::move(letters_queued)) {}

  /// Does all that is due; for how many tickets. Under a new desk every ticket is looked at once, so that its
  /// clocks follow the new rules. Blocks; `stop` ends it between two portions.
  Result<std::size_t> wake_due(const std::stop_token& stop = {});

 private:
  Result<> wake(const std::vector<core::TicketId>&);
  Result<> follow_desk(const std::stop_token& stop);
  Result<> wind_all(const std::stop_token& stop);

  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  std::function<void()> letters_queued_;
  std::shared_ptr<const Standing> followed_;  ///< the desk by which all clocks are set; null: not known yet
};

}  // namespace ticketd::daemon
