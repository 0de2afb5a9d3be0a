#include "core/wake.h"

#include "core/assign.h"
#include "core/audience.h"
#include "core/correspondence.h"
#include "core/effects.h"
#include "core/escalation.h"
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/spoken.h"

#include <algorithm>

namespace ticketd::core {

namespace {

const Calendar& calendar_of(const SlaPolicy& policy, const Desk& desk) {
  static const auto always = around_the_clock();
  const auto* calendar = desk.calendar_named(policy.calendar);
  return calendar ? *calendar : always;
}

const SlaPolicy* policy_named(const Desk& desk, const std::string& name) {
  const auto found = std::find_if(desk.sla.begin(), desk.sla.end(),
                                  [&](const SlaPolicy& policy) { return policy.name == name; });
  return found == desk.sla.end() ? nullptr : &*found;
}

const SlaPolicy* policy_for(const Desk& desk, const Facts& facts) {
  const auto found = std::find_if(desk.sla.begin(), desk.sla.end(),
                                  [&](const SlaPolicy& policy) { return holds(policy.when, facts); });
  return found == desk.sla.end() ? nullptr : &*found;
}

void keep_earlier(std::optional<Time>& earliest, std::optional<Time> other) {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

std::string_view history_word(SlaAlarm::Kind kind) {
  switch (kind) {
    case SlaAlarm::Kind::warning:
      return "due soon";
    case SlaAlarm::Kind::breach:
      return "broken";
    case SlaAlarm::Kind::escalation:
      return "escalated";
  }
  return {};
}

/// Of a warning and a breach the rules tell; of the steps behind it, whom the policy names.
void sound(Draft& draft, const SlaAlarm& alarm, const SlaPolicy& policy, std::optional<Time> due,
           Effects& effects, Trace& trace) {
  const std::string target(name_of(alarm.target));
  draft.record(EventKind::sla, target, std::string(history_word(alarm.kind)), "sla:" + policy.name);
  trace.tried("sla", std::string(history_word(alarm.kind)), policy.name + ": " + target);
  const Variables promise{{"target", target}, {"due", due ? rfc3339(*due) : std::string{}}};
  if (alarm.kind == SlaAlarm::Kind::escalation)
    return tell_agents(draft, LetterKind::sla_breached, waiting_words(draft), audience(draft, alarm.audience),
                       promise);
  const auto event = alarm.kind == SlaAlarm::Kind::warning ? RuleEvent::sla_warning : RuleEvent::sla_breached;
  effects.about(event, waiting_words(draft), promise);
  effects.run(event, facts_of(draft));
}

void ring_alarms(Draft& draft, Effects& effects, Trace& trace) {
  auto clocks = draft.ticket().clocks;
  const auto* policy = policy_named(draft.house().desk, clocks.policy);
  if (!policy) return;
  const auto& calendar = calendar_of(*policy, draft.house().desk);
  for (const auto& alarm : ring(clocks.sla, *policy, calendar, draft.house().now)) {
    const auto clock = std::find_if(clocks.sla.begin(), clocks.sla.end(),
                                    [&](const SlaClock& one) { return one.target == alarm.target; });
    sound(draft, alarm, *policy, due(*clock, calendar), effects, trace);
  }
  draft.set_clocks(std::move(clocks));
}

/// A snoozed ticket is back, and somebody may still have work with it.
void end_snooze(Draft& draft, Effects& effects) {
  const auto until = draft.ticket().snoozed_until;
  if (!until || *until > draft.house().now) return;
  draft.snooze(std::nullopt, by_system());
  if (is_active(draft.ticket().state)) effects.run(RuleEvent::woken, facts_of(draft));
}

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// So often may time rules act one upon another's work before a person does something with the ticket.
constexpr int longest_chain = 20;

/// Somebody came, or the working hours of somebody began.
void find_agent(Draft& draft, Effects& effects, Trace& trace) {
  if (assign_waiting(draft, trace)) effects.run(RuleEvent::assigned, facts_of(draft));
}

void run_time_rules(Draft& draft, Effects& effects, Trace& trace) {
  const auto facts = facts_of(draft);
  auto clocks = draft.ticket().clocks;
  auto hold = time_rules_that_hold(draft.house().desk, facts);
  const bool owed = std::any_of(hold.begin(), hold.end(),
                                [&](const std::string& name) { return !is_in(clocks.acted, name); });
  if (!owed) return;  // what ceased to hold is forgotten when the clocks are wound
  if (clocks.chain == longest_chain) {
    trace.tried("time rules", "stopped", "they acted too often on each other's work");
    draft.record(EventKind::rule, {}, "time rules stopped: they acted too often on each other's work",
                 by_system());
  }
  if (clocks.chain < longest_chain) {  // behind a rule that stops, the others act next time
    std::erase_if(clocks.acted, [&](const std::string& name) { return !is_in(hold, name); });
    for (auto& rule : effects.run(RuleEvent::time, facts)) clocks.acted.push_back(std::move(rule));
  } else {
    clocks.acted = std::move(hold);
  }
  ++clocks.chain;
  draft.set_clocks(std::move(clocks));
}

/// `by_person`: what rules did so far starts no longer a chain.
void wind(Draft& draft, bool by_person) {
  const auto& desk = draft.house().desk;
  const auto facts = facts_of(draft);
  auto clocks = draft.ticket().clocks;
  if (by_person) clocks.chain = 0;
  clocks.wake_at.reset();

  const auto* policy = policy_for(desk, facts);
  clocks.policy = policy ? policy->name : std::string{};
  clocks.sla.clear();
  if (policy) {
    const auto& calendar = calendar_of(*policy, desk);
    clocks.sla = promises(*policy, calendar, draft.ticket(), draft.house().now);
    keep_earlier(clocks.wake_at, next_alarm(clocks.sla, *policy, calendar));
  }

  if (!is_active(draft.ticket().state) || !draft.ticket().assignee.empty()) clocks.assign_by.clear();
  if (!clocks.assign_by.empty())
    keep_earlier(clocks.wake_at,
                 next_chance(clocks.assign_by, draft.ticket(), draft.house(), draft.desk_state()));

  keep_earlier(clocks.wake_at, draft.ticket().snoozed_until);
  const auto hold = time_rules_that_hold(desk, facts);
  std::erase_if(clocks.acted, [&](const std::string& name) { return !is_in(hold, name); });
  const bool owed = std::any_of(hold.begin(), hold.end(),
                                [&](const std::string& name) { return !is_in(clocks.acted, name); });
  if (clocks.chain <= longest_chain)
    keep_earlier(clocks.wake_at, owed ? std::optional(draft.house().now) : next_time_rule(desk, facts));
  draft.set_clocks(std::move(clocks));
}

}  // namespace

Facts facts_of(const Draft& draft) {
  Facts facts{draft.ticket(), draft.house().now};
  facts.calendar = draft.house().desk.calendar_of_group(draft.ticket().group);
  facts.customer = &draft.customer();
  return facts;
}

void wind_clocks(Draft& draft) { wind(draft, true); }

void wake(Draft& draft, Trace& trace) {
  Effects effects(draft, trace);
  end_snooze(draft, effects);
  find_agent(draft, effects, trace);
  ring_alarms(draft, effects, trace);
  run_time_rules(draft, effects, trace);
  effects.apply();
  effects.finish(waiting_words(draft));
  pass_across(draft, trace);
  wind(draft, false);
}

}  // namespace ticketd::core
