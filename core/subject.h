// What a subject may be that a person or a program gives.
#pragma once

#include <cstddef>
#include <string_view>

namespace ticketd::core {

inline constexpr std::size_t longest_subject = 998;  ///< bytes: a line of RFC 5322

/// Whether it stands in one line of a header, of a list and of a log.
[[nodiscard]] constexpr bool is_subject(std::string_view text) {
  if (text.size() > longest_subject) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') return false;
  return true;
}

}  // namespace ticketd::core
