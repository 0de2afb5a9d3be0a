// Which charset unlabelled 8-bit text is in. Statistics need about thirty bytes; below that only what is
// certain from the shape of the bytes is said.
#pragma once

#include <string_view>

namespace ticketd::parsers {

/// A converter name of charset_labels.h that reads all of `bytes`, or "" when nothing speaks for any. `bytes`
/// holds bytes above 127 or escape sequences and is not UTF-8.
[[nodiscard]] std::string_view guess_charset(std::string_view bytes);

}  // namespace ticketd::parsers
