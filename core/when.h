// When somebody wants to be reminded: "30m", "2d", "2026-12-24", "2026-12-24 09:30", or RFC 3339.
#pragma once

#include "core/time_zone.h"

#include <optional>
#include <string_view>

namespace ticketd::core {

/// A time without a zone is what the clock on the wall shows then in the desk's `zone`, in summer or in
/// winter; a day without a time is at nine in the morning. Nothing when it is no time, or one that is past.
[[nodiscard]] std::optional<Time> time_meant(std::string_view text, Time now, const TimeZone& zone);

}  // namespace ticketd::core
