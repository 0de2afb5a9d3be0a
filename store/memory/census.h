// Counts of what is in memory.
#pragma once

#include "store/memory/contents.h"
#include "store/upkeep.h"

namespace ticketd::store::memory {

[[nodiscard]] Census census(const Contents& all, core::Time now);

}  // namespace ticketd::store::memory
