// The name of a header field as a number, so that a mail's fields are told apart without comparing letters.
#pragma once

#include <cstdint>
#include <string_view>

namespace ticketd::parsers {

/// The same for all spellings of a name, and mostly another for another name: its length with its first,
/// middle and last letter in lower case.
constexpr std::uint32_t field_key(std::string_view name) {
  if (name.empty()) return 0;
  const auto letter = [&](std::size_t at) { return static_cast<unsigned char>(name[at]) | 0x20U; };
  return static_cast<std::uint32_t>(name.size()) << 24 | letter(0) << 16 | letter(name.size() / 2) << 8 |
         letter(name.size() - 1);
}

}  // namespace ticketd::parsers
