// Letters and their marks, and the parts of Hangul syllables, written apart: macOS names its files so, and
// what is typed there may come so. Whoever compares or stores names brings them into one form first.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// Valid UTF-8 in the composed form (NFC): "한" as one character, "é" too.
[[nodiscard]] std::string composed(std::string_view utf8);

}  // namespace ticketd::parsers
