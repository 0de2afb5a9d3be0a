// The language in which to answer.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// "ko" or "en", those that templates exist in; empty when the text shows neither.
[[nodiscard]] std::string guess_language(std::string_view utf8);

}  // namespace ticketd::parsers
