// What a received mail does: the heart of the daemon, as a pure function of the mail and of what the store
// knows.
#pragma once

#include "core/change.h"
#include "core/resolve.h"

namespace ticketd::core {

struct Decision {
  Changes changes;  ///< everything, ending in exactly one Settle or Quarantine for the mail
  Trace trace;
};

[[nodiscard]] Decision receive(const Arrival&, Evidence, const House&);

}  // namespace ticketd::core
