// What below the first lines of a mail was meant as a command, or looks like a note in another dress. There
// it is only text, and would go to the customer: its author is asked instead (decision 0036).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ticketd::parsers {

/// The first such line as a problem for its author. Lines that quote (">") are somebody else's.
[[nodiscard]] std::optional<std::string> late_command(std::string_view text);

}  // namespace ticketd::parsers
