// What people wrote, made fit to be sent: valid UTF-8 without characters that a header or a terminal would
// obey.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::templates {

/// For names, subjects and file names: one line, each control a blank, no bidirectional marks, no blanks
/// around.
[[nodiscard]] std::string clean_line(std::string_view text);

/// For bodies: LF ends a line, tabs stay, other controls go.
[[nodiscard]] std::string clean_text(std::string_view text);

/// The length of the code point that starts `utf8`, or 0 when the bytes are not valid UTF-8 (RFC 3629).
[[nodiscard]] std::size_t code_point_length(std::string_view utf8);

}  // namespace ticketd::templates
