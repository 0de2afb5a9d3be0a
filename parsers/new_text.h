// Tells what an author wrote now from the older mail quoted with it and from the signature. Nothing is lost:
// the three parts together hold every filled line, and the whole text stays in Mail::text. Any thread; time
// linear in the text.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

struct TextParts {
  std::string new_text;
  std::string quote;
  std::string signature;
};

/// Answers between quoted lines keep the lines that they answer. Where nothing of the author's own would
/// remain, all of it is new text.
[[nodiscard]] TextParts split_text(std::string_view text);

}  // namespace ticketd::parsers
