// What runs on a ticket by itself: the promises of its SLA, the time rules that have acted, and the next
// moment at which somebody must look. Values; core/sla.h and core/wake.h move them.
#pragma once

#include "core/types.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

enum class SlaTarget : std::uint8_t { first_response, next_response, resolution };

/// One promise that is still to be kept. All spans are business time of the policy's calendar.
struct SlaClock {
  SlaTarget target = SlaTarget::first_response;
  std::chrono::seconds allowed{};
  std::chrono::milliseconds used{};   ///< up to `running_since`
  std::optional<Time> running_since;  ///< absent: the clock stands (a paused state)
  bool warned = false;
  int escalated = 0;  ///< alarms since it was broken: the breach, then each step of the policy
  auto operator<=>(const SlaClock&) const = default;
};

struct Clocks {
  std::optional<Time> answered_at;    ///< first public answer of an agent
  std::optional<Time> waiting_since;  ///< the oldest mail of the customer that no such answer followed
  std::string policy;                 ///< whose promises these are; empty: nothing is promised
  std::vector<SlaClock> sla;          ///< in the order of SlaTarget
  std::vector<std::string>
      acted;      ///< time rules that acted and still hold: each acts once until it no longer holds
  int chain = 0;  ///< how often time rules acted since a person did something
  std::vector<std::string> assign_by;  ///< how an agent is still looked for; empty: nobody is looked for
  std::optional<Time> wake_at;         ///< when one of these has something to do; absent: never by itself
  auto operator<=>(const Clocks&) const = default;
};

}  // namespace ticketd::core
