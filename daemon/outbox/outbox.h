// Everything that leaves: a dispatcher for each route, so that a next hop that is slow or refuses us keeps
// only its own mails waiting.
#pragma once

#include "daemon/outbox/dispatcher.h"

#include <memory>
#include <vector>

namespace ticketd::daemon {

class Outbox {
 public:
  Outbox(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
         std::vector<Dispatcher::Route> routes);

  /// What the last process left on the wire is due again.
  Result<> start();
  void stop();
  void wake();
  void try_now();
  [[nodiscard]] std::vector<core::AccountState> accounts() const;
  /// Whether nothing is known against the way that mails of that sender go.
  [[nodiscard]] bool can_send(std::string_view sender) const;

 private:
  store::Writer& writer_;
  std::vector<std::unique_ptr<Dispatcher>> dispatchers_;
};

}  // namespace ticketd::daemon
