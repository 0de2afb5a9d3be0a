// Where the quoted mail begins in HTML, for mails whose plain text carries no sign of it: the wrappers that
// mail clients put around what they quote.
#pragma once

#include <optional>
#include <string_view>

namespace ticketd::parsers {

/// The HTML above the first such wrapper; nothing when there is none.
[[nodiscard]] std::optional<std::string_view> html_above_quote(std::string_view html);

}  // namespace ticketd::parsers
