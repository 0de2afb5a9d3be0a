// The [[rule]] tables of a desk. Only config/ includes this.
#pragma once

#include "config/section.h"
#include "core/desk.h"

#include <string_view>
#include <vector>

namespace ticketd::config {

/// A `when`, as rules and promises have it.
[[nodiscard]] core::Condition read_condition(const Section& when, const core::Desk& desk);

/// Whom a rule or a promise tells: assignee, group, manager or agent:NAME.
[[nodiscard]] std::string read_audience(const Section& section, std::string_view key, const core::Desk& desk);

/// Every rule of `root`, one value for each event that it names. Names of mailboxes, groups and agents are
/// checked against `desk`; what can never happen (behind `stop`, an empty list) is a problem.
[[nodiscard]] std::vector<core::Rule> read_rules(const Section& root, const core::Desk& desk);

}  // namespace ticketd::config
