// Text of any charset to UTF-8, and the guess where the label is missing or wrong. Every decoded body, header
// word and file name of a received mail comes through here; any thread, converters are kept per thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// Valid UTF-8 without NUL, whatever the bytes are. The declared charset wins where the bytes are valid in
/// it; else strict UTF-8, then the mailbox's default, then the guess. Anything but "as declared" is told in
/// `problems`.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view declared_charset,
                                  std::string_view default_charset, std::vector<std::string>& problems);

/// Neither NUL nor any byte above 127.
[[nodiscard]] bool is_ascii(std::string_view bytes);

/// Well-formed in the sense of Unicode 3.9: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view bytes);

}  // namespace ticketd::parsers
