// One spelling for the words of servers, which write them in either case, with and without accents. Called by
// the readers of a bounce's reason on their tables and on what was said.
#pragma once

#include "parsers/phrase_search.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// Lower case and without accents. Scripts that have neither stay as they are: decomposed, 메일 would be
/// twice as long, and reach less far.
[[nodiscard]] std::string folded(std::string_view text);

/// The forms a phrase may have in a folded text: "empfanger", and "empfaenger" of those without umlauts.
[[nodiscard]] std::vector<std::string> spellings_of(std::string_view phrase);

/// Finds phrases in folded texts.
[[nodiscard]] PhraseSearch search_for_spellings(std::span<const std::string_view> phrases);

}  // namespace ticketd::parsers
