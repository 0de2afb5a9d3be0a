// When somebody wants to be reminded: "30m", "2d", "2026-12-24", "2026-12-24 09:30", or RFC 3339.
#pragma once

#include "core/types.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace ticketd::core {

/// A time without a zone is in the desk's, `utc_offset` from UTC; a day without a time is at nine in the
/// morning. Nothing when it is no time, or one that is past.
[[nodiscard]] std::optional<Time> time_meant(std::string_view text, Time now,
                                             std::chrono::seconds utc_offset);

}  // namespace ticketd::core
