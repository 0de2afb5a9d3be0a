// Content-Transfer-Encoding undone (RFC 2045 6): lenient, linear, bytes in and bytes out.
#pragma once

#include "parsers/message.h"

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// The encoding that a Content-Transfer-Encoding value names; unknown ones count as `none`.
[[nodiscard]] TransferEncoding transfer_encoding_named(std::string_view value);

/// Skips what is not in the alphabet, and goes on after padding, as pieces are often glued together.
[[nodiscard]] std::string decode_base64(std::string_view text);
/// False for text that is only called base64: words with blanks between them.
[[nodiscard]] bool looks_like_base64(std::string_view text);
/// Where base64 ends and readable text begins, such as the footer that a mailing list adds to a mail whatever
/// its encoding; the size where nothing of the kind follows. Looks at the end of the text only.
[[nodiscard]] std::size_t base64_end(std::string_view text);
[[nodiscard]] std::string decode_quoted_printable(std::string_view text);
/// The first `begin … end` block; the text itself when there is none.
[[nodiscard]] std::string decode_uuencode(std::string_view text);

}  // namespace ticketd::parsers
