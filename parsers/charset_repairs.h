// Where ICU's tables are older than what mail programs write: Hong Kong's additions to Big5, and GB 18030 of
// 2005.
#pragma once

#include <string_view>

namespace ticketd::parsers {

struct RepairedCharacter {
  char32_t first = 0;   ///< 0: nothing to repair
  char32_t second = 0;  ///< a combining sign, seldom
};

/// The character that a private-use character of this converter stands for.
[[nodiscard]] RepairedCharacter repaired(std::string_view converter, char32_t c);

/// The character of bytes that the converter could not read, or 0.
[[nodiscard]] char32_t unread_character(std::string_view converter, std::string_view bytes);

}  // namespace ticketd::parsers
