// The two transfer encodings of what we send, in one pass each. mimetic has them too, octet by octet through
// iterators.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::templates {

/// Lines of 76 characters; CR LF between them.
[[nodiscard]] std::string base64_lines(std::string_view bytes);

/// Of text with LF (RFC 2045 6.7); CR LF between the lines, and none after the last: that belongs to the
/// boundary.
[[nodiscard]] std::string quoted_printable(std::string_view text);

}  // namespace ticketd::templates
