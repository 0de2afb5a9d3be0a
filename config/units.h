// Sizes, durations and bounds as people write them: "36MiB", "5m", "< 2h". Pure; nullopt for anything else.
#pragma once

#include "core/desk.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ticketd::config {

[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);  ///< B, KiB, MiB, GiB
[[nodiscard]] std::optional<core::DurationBound> parse_duration_bound(std::string_view text);
/// "2026-11-01", or an age in whole days: "3d", "2w".
[[nodiscard]] std::optional<core::Since> parse_since(std::string_view text);
[[nodiscard]] std::optional<core::NumberBound> parse_number_bound(std::string_view text);

}  // namespace ticketd::config
