// The [[calendar]] and [[sla]] tables of a desk. Only config/ includes this.
#pragma once

#include "config/section.h"
#include "core/calendar.h"
#include "core/sla.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::config {

/// "mon-fri 09:00-18:00": whether it could be read, and then added to the week.
[[nodiscard]] bool add_hours(core::Calendar& calendar, std::string_view written);

/// The public holidays that come with ticketd for a country ("kr"); empty: none do.
[[nodiscard]] std::set<std::chrono::local_days> shipped_holidays(std::string_view country);

[[nodiscard]] std::vector<core::Calendar> read_calendars(const Section& root);

/// Names of calendars, groups and agents are checked against `desk`.
[[nodiscard]] std::vector<core::SlaPolicy> read_sla(const Section& root, const core::Desk& desk);

}  // namespace ticketd::config
