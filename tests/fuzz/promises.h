// What every parser of ours promises for any bytes; a fuzz target that sees it broken stops.
#pragma once

#include "parsers/charset.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace ticketd::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void require(bool promise) {
  if (!promise) std::abort();
}

/// What people see is valid UTF-8 without NUL.
inline void require_clean(std::string_view shown) {
  require(parsers::is_utf8(shown) && shown.find('\0') == std::string_view::npos);
}

}  // namespace ticketd::fuzz
