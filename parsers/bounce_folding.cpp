#include "parsers/bounce_folding.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/caseless.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ticketd::parsers {
namespace {

struct Spelling {
  std::string_view of;
  std::string_view as;
};

// Letters that Unicode doesn't divide into a letter and its mark.
constexpr auto undivided = std::to_array<Spelling>(
    {{"ß", "ss"}, {"ł", "l"}, {"ø", "o"}, {"đ", "d"}, {"æ", "ae"}, {"œ", "oe"}, {"’", "'"}});
constexpr auto umlauts = std::to_array<Spelling>({{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}});
constexpr ByteSet respelled_start("\xC3\xC4\xC5\xE2");  // the first bytes of all these

/// Latin, Greek, Cyrillic and their neighbours: none of their letters takes three bytes.
bool may_have_accents(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0xE0; });
}

std::string respelled(std::string_view text, std::span<const Spelling> spellings) {
  std::string out;
  out.reserve(text.size());
  for (;;) {
    const auto start = respelled_start.find_in(text);
    out += text.substr(0, start);
    text.remove_prefix(start);
    if (text.empty()) return out;
    const auto found = std::ranges::find_if(
        spellings, [&](const Spelling& spelling) { return text.starts_with(spelling.of); });
    const bool as_it_is = found == spellings.end();
    out += as_it_is ? text.substr(0, 1) : found->as;
    text.remove_prefix(as_it_is ? 1 : found->of.size());
  }
}

/// Of a word whose ASCII letters are small already.
std::string folded_word(std::string_view word) {
  auto plain = respelled(word, undivided);
  return may_have_accents(plain) ? respelled(caseless(plain), undivided) : plain;
}

bool stays_as_it_is(std::string_view word) {
  return !may_have_accents(word) && !respelled_start.any_in(word);
}

}  // namespace

std::string folded(std::string_view text) {
  auto lower = core::ascii_lower(text);
  std::string out;
  std::size_t taken = 0;
  for (auto at = find_non_ascii(lower); at < lower.size();) {
    const auto begin = lower.rfind(' ', at) + 1;  // npos + 1 is 0
    const auto end = std::min(lower.find(' ', at), lower.size() - 1) + 1;
    const auto word = std::string_view(lower).substr(begin, end - begin);
    if (!stays_as_it_is(word)) {
      out.append(lower, taken, begin - taken).append(folded_word(word));
      taken = end;
    }
    at = find_non_ascii(lower, end);
  }
  if (taken == 0) return lower;
  return out.append(lower, taken);
}

std::vector<std::string> spellings_of(std::string_view phrase) {
  std::vector<std::string> spellings{folded(phrase)};
  if (auto written_out = folded(respelled(phrase, umlauts)); written_out != spellings.front())
    spellings.push_back(std::move(written_out));
  return spellings;
}

PhraseSearch search_for_spellings(std::span<const std::string_view> phrases) {
  std::vector<std::string> all;
  for (const auto phrase : phrases)
    for (auto& spelling : spellings_of(phrase)) all.push_back(std::move(spelling));
  return PhraseSearch(std::move(all));
}

}  // namespace ticketd::parsers
