// Tells what an author wrote now from the older mail quoted with it and from the signature. Nothing is lost:
// the three parts together hold every filled line, and the whole text stays in Mail::text. Any thread; time
// linear in the text.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

struct SearchedText;  // attribution.h

struct TextParts {
  std::string new_text;
  std::string quote;
  std::string signature;
  bool nothing_new = false;  ///< all of it is quote and signature
};

/// Answers between quoted lines keep the lines that they answer. Where nothing of the author's own would
/// remain, all of it is new text, and `nothing_new` says so.
[[nodiscard]] TextParts split_text(std::string_view text);
[[nodiscard]] TextParts split_text(const SearchedText& searched);

/// The same, when the text itself shows no quote: `above_quote` is what stands above it in the mail's HTML,
/// as text. Where the text does not begin with those words it is left whole.
[[nodiscard]] TextParts split_text_below(std::string_view text, std::string_view above_quote);

/// Takes out of the new text what names the author of the quote in words of no language that we know: it
/// stands behind `above_quote`, which is as above.
void move_attribution(TextParts& parts, std::string_view above_quote);

}  // namespace ticketd::parsers
