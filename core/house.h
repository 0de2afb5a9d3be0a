// Everything of the house that a decision may look at, beside the mail and the evidence. Borrowed for one
// decision.
#pragma once

#include "core/desk.h"
#include "core/settings.h"
#include "core/token.h"

namespace ticketd::core {

struct House {
  const Desk& desk;
  const Settings& settings;
  const Seal& seal;
  Time now;
};

}  // namespace ticketd::core
