// format=flowed (RFC 3676): soft line breaks joined again.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// Text with LF in, the same paragraphs without soft breaks out. Quote marks are kept as `> ` in front of
/// each line.
[[nodiscard]] std::string unflow(std::string_view text, bool delete_space);

}  // namespace ticketd::parsers
