// Everything that leaves: a dispatcher for each route, so that a next hop that is slow or refuses us keeps
// only its own mails waiting.
#pragma once

#include "daemon/outbox/dispatcher.h"

#include <memory>
#include <mutex>
#include <vector>

namespace ticketd::daemon {

class Outbox {
 public:
  Outbox(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
         std::vector<Dispatcher::Route> routes);

  /// What the last process left on the wire is due again.
  Result<> start();
  /// From now on mail goes by these. The mails that are at a next hop now are finished there meanwhile: they
  /// are claimed, and nobody sends them a second time.
  void replace(std::vector<Dispatcher::Route> routes);
  void stop();  ///< for good
  void wake();
  void try_now();
  [[nodiscard]] std::vector<core::AccountState> accounts() const;
  /// Whether nothing is known against the way that mails of that sender go.
  [[nodiscard]] bool can_send(std::string_view sender) const;

 private:
  using Dispatchers = std::vector<std::unique_ptr<Dispatcher>>;
  Dispatchers dispatchers_for(std::vector<Dispatcher::Route> routes);

  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  DeliveryLedger ledger_;
  mutable std::mutex mutex_;
  Dispatchers dispatchers_;  ///< guarded by mutex_, as the next
  Dispatchers leaving_;      ///< finish what they have at their next hop
  bool running_ = false;
};

}  // namespace ticketd::daemon
