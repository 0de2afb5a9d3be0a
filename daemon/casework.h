// What people ask for through ticketctl and the API: done to tickets on the writer's thread, decided in core.
#pragma once

#include "daemon/current.h"
#include "daemon/http/services.h"
#include "store/writer.h"

#include <functional>

namespace ticketd::daemon {

class Casework {
 public:
  Casework(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
           std::function<void()> letters_queued)
      : store_(store),
        writer_(writer),
        current_(current),
        clock_(clock),
        letters_queued_(std::move(letters_queued)) {}

  /// Any thread; `done` after COMMIT.
  void act(TicketAction action, Done<core::TicketId> done);

 private:
  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  std::function<void()> letters_queued_;
};

}  // namespace ticketd::daemon
