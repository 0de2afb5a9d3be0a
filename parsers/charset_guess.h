// Which charset unlabelled 8-bit text is in. Statistics (uchardet) need about thirty bytes; shorter texts are
// read in the likely charsets and judged by how much they look like language.
#pragma once

#include "parsers/charset_converter.h"

#include <optional>
#include <string_view>

namespace ticketd::parsers {

struct CharsetGuess {
  std::string_view converter;      ///< as charset_labels.h names it; "" when nothing speaks for any
  std::optional<Decoded> reading;  ///< all of the bytes, read so
};

/// `bytes` holds bytes above 127 or escape sequences and is not UTF-8.
[[nodiscard]] CharsetGuess guess_charset(std::string_view bytes);

}  // namespace ticketd::parsers
