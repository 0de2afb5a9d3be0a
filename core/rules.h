// The rules of desk.toml: which of them hold for an event, and what they want done. Pure; conditions are all
// judged on the ticket as it was before, so no rule can trigger itself or another.
#pragma once

#include "core/desk.h"
#include "core/trace.h"

#include <optional>
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
  const Calendar* calendar = nullptr;  ///< of the ticket's group; null: around the clock
};

[[nodiscard]] bool holds(const Condition&, const Facts&);

struct PlannedAction {
  std::string rule;
  RuleEvent event;
  Action action;
};

/// The actions of all enabled rules for this event that hold, in order, up to the first `stop`. A time rule
/// that acted on this ticket already, and held ever since, is left out.
[[nodiscard]] std::vector<PlannedAction> plan(RuleEvent, const Desk&, const Facts&, Trace&);

/// The names of the time rules that hold now.
[[nodiscard]] std::vector<std::string> time_rules_that_hold(const Desk&, const Facts&);

/// The next moment behind `now` at which, if nothing else happens, a time rule has to be looked at: one that
/// has not acted begins to hold, or one that acted ceases to.
[[nodiscard]] std::optional<Time> next_time_rule(const Desk&, const Facts&);

}  // namespace ticketd::core
