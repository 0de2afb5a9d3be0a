// Which charset unlabelled 8-bit text is in. Statistics (uchardet) need about thirty bytes; shorter texts are
// read in the likely charsets and judged by how much they look like language.
#pragma once

#include <string_view>

namespace ticketd::parsers {

/// A converter name of charset_labels.h that reads all of `bytes`, or "" when nothing speaks for any. `bytes`
/// holds bytes above 127 or escape sequences and is not UTF-8.
[[nodiscard]] std::string_view guess_charset(std::string_view bytes);

}  // namespace ticketd::parsers
