// What the text of a page needs to know of HTML's elements.
#pragma once

#include <cstdint>
#include <string_view>

namespace ticketd::parsers {

/// What a tag does besides breaking lines.
enum class Effect : std::uint8_t {
  none,
  line_break,
  cell,
  link,
  quote,
  preformatted,
  bullets,
  numbers,
  item
};

struct Element {
  bool paragraph = false;
  bool block = false;
  bool empty = false;      ///< has no content and is never closed
  bool invisible = false;  ///< its content is no text of the mail
  Effect effect = Effect::none;
};

/// By its name in any case. One that is not known stands inside of a line.
[[nodiscard]] const Element& element_named(std::string_view name);

}  // namespace ticketd::parsers
