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

/// How much the trace tells of rules that do not apply.
enum class Telling : std::uint8_t { briefly, in_full };

[[nodiscard]] Decision receive(const Arrival&, Evidence, const House&, Telling = Telling::briefly);

}  // namespace ticketd::core
