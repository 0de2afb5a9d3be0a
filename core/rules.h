// The rules of desk.toml: which of them hold for an event, and what they want done. Pure; conditions are all
// judged on the ticket as it was before, so no rule can trigger itself or another.
#pragma once

#include "core/desk.h"
#include "core/trace.h"

#include <string>
#include <vector>

namespace ticketd::core {

/// What a condition may look at.
struct Facts {
  const Ticket& ticket;
  Time now;
  const Mail* mail = nullptr;  ///< the mail that caused the event, if one did
  Trust trust = Trust::plausible;
  Mood mood = Mood::neutral;
};

[[nodiscard]] bool holds(const Condition&, const Facts&);

struct PlannedAction {
  std::string rule;
  Action action;
};

/// The actions of all enabled rules for this event that hold, in order, up to the first `stop`.
[[nodiscard]] std::vector<PlannedAction> plan(RuleEvent, const Desk&, const Facts&, Trace&);

}  // namespace ticketd::core
