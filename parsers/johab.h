// Johab (KS C 5601-1992 annex 3, code page 1361): Korean of DOS days, which ICU does not know.
#pragma once

#include "parsers/charset_converter.h"

#include <string_view>

namespace ticketd::parsers {

[[nodiscard]] Decoded decode_johab(std::string_view bytes);

}  // namespace ticketd::parsers
