// Time zones of the system's database (tzdata): TZif files of RFC 9636, with the rule in their footer written
// out.
#pragma once

#include "core/time_zone.h"

#include <optional>
#include <string_view>

namespace ticketd::config {

/// "Asia/Seoul"; nothing when the system does not know it. Shifts are known to the year 2100.
[[nodiscard]] std::optional<core::TimeZone> load_time_zone(std::string_view name);

/// The same from the bytes of a TZif file of version 2 or later.
[[nodiscard]] std::optional<core::TimeZone> read_time_zone(std::string_view name, std::string_view tzif);

}  // namespace ticketd::config
