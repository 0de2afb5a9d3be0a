// Charsets of one byte to a character that ICU does not know.
#pragma once

#include "parsers/byte_charset.h"

#include <string_view>

namespace ticketd::parsers {

/// Null where the name is none of these.
[[nodiscard]] const ByteCharset* byte_charset_named(std::string_view name);

}  // namespace ticketd::parsers
