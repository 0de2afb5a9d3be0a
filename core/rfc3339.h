// Times as people and programs read them: RFC 3339, UTC.
#pragma once

#include "core/types.h"

#include <string>

namespace ticketd::core {

/// "2026-11-21T09:00:00Z", with milliseconds only where there are some.
[[nodiscard]] std::string rfc3339(Time time);

}  // namespace ticketd::core
