// What time does to tickets: finds those whose clocks say that something is due, and lets core decide each in
// a transaction of its own, so that it happens once, however late.
#pragma once

#include "daemon/surroundings.h"

#include <stop_token>
#include <vector>

namespace ticketd::daemon {

/// Whether a ticket that could not be woken may be as soon as the store or its writer can again; else the
/// ticket itself is the trouble, and is put off.
[[nodiscard]] bool is_passing(const core::Error&);

class Waking {
 public:
  explicit Waking(Surroundings around) : around_(std::move(around)) {}

  /// Does all that is due; for how many tickets. Under a new desk every ticket is looked at once, so that its
  /// clocks follow the new rules. Blocks; `stop` ends it between two portions.
  Result<std::size_t> wake_due(const std::stop_token& stop = {});

 private:
  Result<> wake(const std::vector<core::TicketId>&);
  Result<> follow_desk(const std::stop_token& stop);
  Result<> wind_all(const std::stop_token& stop);

  Surroundings around_;
  std::shared_ptr<const Standing> followed_;  ///< the desk by which all clocks are set; null: not known yet
};

}  // namespace ticketd::daemon
