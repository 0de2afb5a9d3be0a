// The rules of config/desk.toml, which ticketd brings along, beside those of a desk.
#pragma once

#include "config/section.h"
#include "core/desk.h"

namespace ticketd::config {

/// A desk without rules gets the shipped ones; one with rules keeps those in front that tell agents, or
/// whichever `[rules] keep` names, and with `shipped = true` has all others behind its own. A rule of the
/// desk stands instead of a shipped one of that name. `root`: of the desk's file, whose own rules `desk` has.
void add_shipped_rules(const Section& root, core::Desk& desk);

}  // namespace ticketd::config
