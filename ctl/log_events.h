// The names of all log events: docs/EVENTS.md, which the build writes into the program.
#pragma once

#include <string_view>
#include <vector>

namespace ticketd::ctl {

[[nodiscard]] const std::vector<std::string_view>& log_events();

}  // namespace ticketd::ctl
