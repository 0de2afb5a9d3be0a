// Service level agreements: how soon a desk promises to answer and to resolve, in business
// time. The clock stands while a ticket waits for somebody else, and goes on where it stood.
#pragma once

#include "core/calendar.h"
#include "core/clocks.h"
#include "core/rule.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

/// Who is told when a promise stays broken.
struct SlaStep {
  std::chrono::seconds after{};  ///< business time since the breach
  std::string audience;          ///< assignee, group, manager, agent:NAME
};

struct SlaPolicy {
  std::string name;
  Condition when;        ///< of the ticket and its requester; a mail's are not asked
  std::string calendar;  ///< empty: around the clock
  std::optional<std::chrono::seconds> first_response, next_response, resolution;
  std::chrono::seconds warn_before{};  ///< zero: no warning
  std::vector<SlaStep> escalate;       ///< in order of time
};

/// The promises of this policy to this ticket as it is now, given its clocks so far: they start, stand, go on
/// and end as the ticket's state says. Another policy or another span takes over the time that was used.
[[nodiscard]] std::vector<SlaClock> promises(const SlaPolicy&, const Calendar&, const Ticket&, Time now);

/// When the promise is broken; nothing while the clock stands.
[[nodiscard]] std::optional<Time> due(const SlaClock&, const Calendar&);

struct SlaAlarm {
  enum class Kind : std::uint8_t { warning, breach, escalation } kind = Kind::warning;
  SlaTarget target = SlaTarget::first_response;
  std::string audience;  ///< of an escalation
};

/// When the next alarm falls due.
[[nodiscard]] std::optional<Time> next_alarm(const std::vector<SlaClock>&, const SlaPolicy&, const Calendar&);

/// Every alarm that is due at `now`, in order; the clocks remember them, so that each rings once.
[[nodiscard]] std::vector<SlaAlarm> ring(std::vector<SlaClock>&, const SlaPolicy&, const Calendar&, Time now);

}  // namespace ticketd::core
