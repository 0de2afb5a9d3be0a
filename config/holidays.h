// The lists of public holidays in config/holidays/, built in: a line each, "2026-01-01 NAME", `#` begins a
// comment.
#pragma once

#include <string_view>

namespace ticketd::config {

[[nodiscard]] std::string_view holidays_of_korea();

}  // namespace ticketd::config
