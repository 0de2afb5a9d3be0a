// The manual pages that the build makes: of ticketctl itself, and of the two configuration files, each from
// the table that the program works with. And the completion for bash.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ticketd::ctl {

/// "ticketctl.1", "ticketd.toml.5", "desk.toml.5" or "ticketctl.bash"; nothing for any other name.
[[nodiscard]] std::optional<std::string> manual_page(std::string_view name, const CLI::App& ticketctl);

}  // namespace ticketd::ctl
