// How people's mail programs say "I am away" and "your mail has arrived", in the subject and in the first
// lines.
#pragma once

#include <string_view>

namespace ticketd::parsers {

/// The words of an automatic answer that the subject begins with or holds, else "".
[[nodiscard]] std::string_view absence_subject(std::string_view subject);
/// The same of the text's beginning.
[[nodiscard]] std::string_view absence_text(std::string_view text);

}  // namespace ticketd::parsers
