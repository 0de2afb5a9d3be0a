// The rule of summer time as POSIX writes it, "EST5EDT,M3.2.0,M11.1.0" (IEEE 1003.1, 8.3, with the extensions
// of RFC 9636 3.3.1): what holds behind the last shift that a time zone file lists.
#pragma once

#include "core/time_zone.h"

#include <optional>
#include <string_view>
#include <vector>

namespace ticketd::config {

/// The shifts of the years `first` to `last`, in order; empty without summer time, nothing for a text that is
/// no such rule.
[[nodiscard]] std::optional<std::vector<core::TimeZone::Shift>> posix_shifts(std::string_view rule,
                                                                             std::chrono::year first,
                                                                             std::chrono::year last);

}  // namespace ticketd::config
