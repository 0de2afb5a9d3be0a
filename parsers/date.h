// Dates of header fields: RFC 5322, its obsolete forms, and what else mailers write.
#pragma once

#include "core/types.h"

#include <optional>
#include <string_view>

namespace ticketd::parsers {

/// Nothing when it names no real instant.
[[nodiscard]] std::optional<core::Time> parse_date(std::string_view value);

}  // namespace ticketd::parsers
