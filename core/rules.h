// The rules of desk.toml: which of them hold for an event, and what they want done. Pure; the conditions of
// one event are all judged on the ticket as it was before.
#pragma once

#include "core/contact.h"
#include "core/desk.h"
#include "core/trace.h"

#include <optional>
#include <set>
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
  std::optional<Role> author{};        ///< whose words they are, where somebody said something
  const Calendar* calendar = nullptr;  ///< of the ticket's group; null: around the clock
  const Customer* customer = nullptr;  ///< what is known of the requester
};

[[nodiscard]] bool holds(const Condition&, const Facts&);

/// The first condition that does not hold, as desk.toml calls it, and in `reason` what was found instead.
struct Unmet {
  std::string condition, reason;
};
[[nodiscard]] std::optional<Unmet> unmet(const Condition&, const Facts&);

struct PlannedAction {
  std::string rule;
  RuleEvent event;
  Action action;
};

/// "set_state open", "notify manager with late": as traces, histories and rehearsals say it.
[[nodiscard]] std::string in_words(const Action&);

using RuleNames = std::set<std::string, std::less<>>;

/// The actions of all enabled rules for this event that hold, in order, up to the first `stop`. Left out are
/// rules that `acted` in this decision, and a time rule that acted on this ticket and held ever since.
[[nodiscard]] std::vector<PlannedAction> plan(RuleEvent, const Desk&, const Facts&, Trace&,
                                              const RuleNames& acted = {});

/// The names of the time rules that hold now.
[[nodiscard]] std::vector<std::string> time_rules_that_hold(const Desk&, const Facts&);

/// The next moment behind `now` at which, if nothing else happens, a time rule has to be looked at: one that
/// has not acted begins to hold, or one that acted ceases to.
[[nodiscard]] std::optional<Time> next_time_rule(const Desk&, const Facts&);

}  // namespace ticketd::core
