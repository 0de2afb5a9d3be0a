// Times as people and programs read them: RFC 3339, UTC.
#pragma once

#include "core/types.h"

#include <optional>
#include <string>
#include <string_view>

namespace ticketd::core {

/// "2026-11-21T09:00:00Z", with milliseconds only where there are some.
[[nodiscard]] std::string rfc3339(Time time);

/// What rfc3339() wrote; nullopt for anything else.
[[nodiscard]] std::optional<Time> time_of_rfc3339(std::string_view text);

}  // namespace ticketd::core
