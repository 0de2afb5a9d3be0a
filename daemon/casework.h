// What people ask for through ticketctl and the API: done to tickets on the writer's thread, decided in core.
#pragma once

#include "daemon/http/services.h"
#include "daemon/surroundings.h"

namespace ticketd::daemon {

class Casework {
 public:
  explicit Casework(Surroundings around) : around_(std::move(around)) {}

  /// Any thread; `done` after COMMIT.
  void act(TicketAction action, Done<core::TicketId> done);

 private:
  Surroundings around_;
};

}  // namespace ticketd::daemon
