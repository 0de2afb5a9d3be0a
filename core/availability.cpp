#include "core/availability.h"

namespace ticketd::core {

Result<Changes> set_availability(const Availability& wanted, const Actor& actor, const Desk& desk, Time now) {
  const auto verdict = authorize(actor, wanted.available ? Deed::back : Deed::away);
  if (verdict.refused()) return fail(ErrorKind::policy, verdict.reason);
  if (!desk.agent_named(wanted.agent))
    return fail(ErrorKind::not_found, "there is no agent \"" + wanted.agent + '"');
  if (actor.agent && actor.agent->name != wanted.agent && actor.agent->role == AgentRole::agent)
    return fail(ErrorKind::policy, "agents say this of themselves, managers of everybody");
  if (wanted.until && (wanted.available || *wanted.until <= now))
    return fail(ErrorKind::malformed, "an absence ends at a time to come");
  return Changes{change::SetAvailability{wanted.agent, wanted.available, wanted.until},
                 change::CallWaiting{.groups = {}, .at = now}};
}

}  // namespace ticketd::core
