#include "parsers/bounce_folding.h"

#include "core/text.h"
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

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Latin, Greek, Cyrillic and their neighbours: none of their letters takes three bytes.
bool may_have_accents(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0xE0; });
}

std::string respelled(std::string_view text, std::span<const Spelling> spellings) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto found = std::ranges::find_if(
        spellings, [&](const Spelling& spelling) { return text.starts_with(spelling.of); });
    const bool as_it_is = found == spellings.end();
    out += as_it_is ? text.substr(0, 1) : found->as;
    text.remove_prefix(as_it_is ? 1 : found->of.size());
  }
  return out;
}

std::string folded_word(std::string_view word) {
  if (is_ascii(word)) return core::ascii_lower(word);
  const auto plain = respelled(word, undivided);
  return may_have_accents(plain) ? respelled(caseless(plain), undivided) : core::ascii_lower(plain);
}

}  // namespace

std::string folded(std::string_view text) {
  if (is_ascii(text)) return core::ascii_lower(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(' ', begin), text.size() - 1) + 1;
    out += folded_word(text.substr(begin, end - begin));
    begin = end;
  }
  return out;
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
