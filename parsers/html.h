// HTML to text as a mail client would show it. A tokenizer without a tree: linear in the input, no recursion,
// whatever the nesting (docs/decisions).
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// UTF-8 in, UTF-8 with LF out: paragraphs, lists, links, and blockquotes as `> ` lines.
[[nodiscard]] std::string html_to_text(std::string_view html);

/// The charset that a `<meta>` near the top declares; empty without.
[[nodiscard]] std::string html_declared_charset(std::string_view bytes);

}  // namespace ticketd::parsers
