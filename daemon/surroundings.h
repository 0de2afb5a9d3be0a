// What those who work on tickets have around them: where tickets lie, by which desk and clock they are dealt
// with, and whom to wake when there are letters.
#pragma once

#include "daemon/current.h"
#include "store/writer.h"

#include <functional>

namespace ticketd::daemon {

struct Surroundings {
  store::Store& store;
  store::Writer& writer;
  const Current& current;
  const Clock& clock;
  std::function<void()> letters_queued;  ///< wakes the outbox
};

}  // namespace ticketd::daemon
