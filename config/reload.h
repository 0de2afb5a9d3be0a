// What SIGHUP does not change: keys whose value only a start takes. The schema marks them; here stands where
// their values are.
#pragma once

#include "config/load.h"

#include <string>
#include <vector>

namespace ticketd::config {

/// Gives `next` the values that `running` has of those keys, and what hangs on them, and names the keys that
/// were to change: "smtp.listen".
[[nodiscard]] std::vector<std::string> keep_until_restart(const ServerConfig& running, ServerConfig& next);

}  // namespace ticketd::config
