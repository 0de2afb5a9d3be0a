#include "config/assignment.h"

#include "core/author_name.h"

#include <algorithm>

namespace ticketd::config {

namespace {

bool is_strategy(std::string_view word) {
  const auto& known = core::assignment_strategies;
  return std::find(known.begin(), known.end(), word) != known.end();
}

}  // namespace

core::Strategies read_assignment(const Section& section, const core::Desk& desk) {
  auto strategies = section.list("assign");
  if (strategies == core::Strategies{"none"}) return {};
  for (auto& one : strategies) {
    if (is_strategy(one)) continue;
    if (desk.agent_named(one)) one = core::by_agent(one);
    const auto name = core::agent_in(one);
    if (!name)
      section.wrong("assign", "\"" + one +
                                  "\" is no agent, and not none, random, round_robin, least_loaded, "
                                  "skill, sticky or agent:NAME");
    else if (!desk.agent_named(*name))
      section.wrong("assign", "unknown agent \"" + std::string(*name) + "\"");
  }
  if (!strategies.empty() && strategies.back() == "sticky")
    section.wrong("assign",
                  "sticky needs another strategy behind it, for those who write for the first time");
  return strategies;
}

}  // namespace ticketd::config
