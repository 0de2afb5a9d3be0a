// Everything of the house that a decision may look at, beside the mail and the evidence. Borrowed for one
// decision.
#pragma once

#include "core/desk.h"
#include "core/settings.h"
#include "core/token.h"

#include <cstdint>

namespace ticketd::core {

struct House {
  const Desk& desk;
  const Settings& settings;
  const Seal& seal;
  Time now;
  std::uint64_t dice = 0;  ///< any number: what is left to chance goes by it
};

}  // namespace ticketd::core
