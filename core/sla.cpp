#include "core/sla.h"

#include <algorithm>

namespace ticketd::core {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// When the promise began to count; nothing when there is none to keep.
std::optional<Time> asked_at(SlaTarget target, const Ticket& ticket) {
  const bool over = !has_clocks(ticket.state);
  switch (target) {
    case SlaTarget::first_response:
      return over || ticket.clocks.answered_at ? std::nullopt : std::optional(ticket.created_at);
    case SlaTarget::next_response:
      return over || !ticket.clocks.answered_at ? std::nullopt : ticket.clocks.waiting_since;
    case SlaTarget::resolution:
      return over ? std::nullopt : std::optional(ticket.created_at);
  }
  return std::nullopt;
}

const SlaClock* clock_of(SlaTarget target, const Ticket& ticket) {
  const auto& clocks = ticket.clocks.sla;
  const auto found = std::find_if(clocks.begin(), clocks.end(),
                                  [&](const SlaClock& clock) { return clock.target == target; });
  return found == clocks.end() ? nullptr : &*found;
}

void stop(SlaClock& clock, const Calendar& calendar, Time now) {
  if (!clock.running_since) return;
  clock.used += business_time(calendar, *clock.running_since, now);
  clock.running_since.reset();
}

/// Another span, longer or shorter: what was rung for the old one counts only if it would be due for the new
/// one.
void allow(SlaClock& clock, seconds allowed, const Calendar& calendar, Time now) {
  if (clock.allowed == allowed) return;
  clock.allowed = allowed;
  const auto used = clock.used + (clock.running_since ? business_time(calendar, *clock.running_since, now)
                                                      : milliseconds{});
  if (used >= allowed) return;
  clock.warned = false;
  clock.escalated = 0;
}

/// Alarms of one clock, by the business time it has used when each rings.
struct Plan {
  SlaAlarm alarm;
  milliseconds at;
};

std::optional<Plan> next_of(const SlaClock& clock, const SlaPolicy& policy) {
  const milliseconds allowed = clock.allowed;
  const bool warns = policy.warn_before > seconds{} && policy.warn_before < clock.allowed;
  if (warns && !clock.warned && clock.escalated == 0)
    return Plan{{SlaAlarm::Kind::warning, clock.target, {}}, allowed - policy.warn_before};
  if (clock.escalated == 0) return Plan{{SlaAlarm::Kind::breach, clock.target, {}}, allowed};
  const auto step = static_cast<std::size_t>(clock.escalated - 1);
  if (step >= policy.escalate.size()) return std::nullopt;
  return Plan{{SlaAlarm::Kind::escalation, clock.target, policy.escalate[step].audience},
              allowed + policy.escalate[step].after};
}

std::optional<Time> time_of(const SlaClock& clock, milliseconds used, const Calendar& calendar) {
  if (!clock.running_since) return std::nullopt;
  return add_business_time(calendar, *clock.running_since, used - clock.used);
}

}  // namespace

std::vector<SlaClock> promises(const SlaPolicy& policy, const Calendar& calendar, const Ticket& ticket,
                               Time now) {
  const std::pair<SlaTarget, std::optional<seconds>> spans[] = {
      {SlaTarget::first_response, policy.first_response},
      {SlaTarget::next_response, policy.next_response},
      {SlaTarget::resolution, policy.resolution},
  };
  std::vector<SlaClock> clocks;
  for (const auto& [target, span] : spans) {
    const auto since = asked_at(target, ticket);
    if (!span || !since) continue;
    const auto* before = clock_of(target, ticket);
    auto clock = before ? *before : SlaClock{.target = target, .allowed = *span, .running_since = since};
    allow(clock, *span, calendar, now);
    if (!clock_runs(ticket.state))
      stop(clock, calendar, now);
    else if (!clock.running_since)
      clock.running_since = now;
    clocks.push_back(clock);
  }
  return clocks;
}

std::optional<Time> due(const SlaClock& clock, const Calendar& calendar) {
  return time_of(clock, clock.allowed, calendar);
}

std::optional<Time> next_alarm(const std::vector<SlaClock>& clocks, const SlaPolicy& policy,
                               const Calendar& calendar) {
  std::optional<Time> earliest;
  for (const auto& clock : clocks) {
    const auto next = next_of(clock, policy);
    const auto at = next ? time_of(clock, next->at, calendar) : std::nullopt;
    if (at && (!earliest || *at < *earliest)) earliest = at;
  }
  return earliest;
}

std::vector<SlaAlarm> ring(std::vector<SlaClock>& clocks, const SlaPolicy& policy, const Calendar& calendar,
                           Time now) {
  std::vector<SlaAlarm> alarms;
  for (auto& clock : clocks) {
    while (const auto next = next_of(clock, policy)) {
      const auto at = time_of(clock, next->at, calendar);
      if (!at || *at > now) break;
      if (next->alarm.kind == SlaAlarm::Kind::warning)
        clock.warned = true;
      else
        ++clock.escalated;
      const bool late = next->alarm.kind == SlaAlarm::Kind::warning && due(clock, calendar) <= now;
      if (!late) alarms.push_back(next->alarm);  // a warning of what is broken already says nothing new
    }
  }
  return alarms;
}

}  // namespace ticketd::core
