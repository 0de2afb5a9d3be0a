// What may stand in names, subjects, file names and text that we show: valid UTF-8 without controls that
// could deceive a reader or break a line protocol.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// One line: line ends and tabs become blanks; other controls, bidi marks and zero-width joiners of attackers
/// go; no blanks at the ends. Takes valid UTF-8.
[[nodiscard]] std::string clean_line(std::string_view utf8);

/// A name to save a file under: `clean_line` in composed form, without any path, never "." or "..", at most
/// 255 bytes.
[[nodiscard]] std::string clean_filename(std::string_view utf8);

/// Text of several lines: CR LF and CR become LF; controls other than LF and TAB go.
[[nodiscard]] std::string clean_text(std::string utf8);

}  // namespace ticketd::parsers
