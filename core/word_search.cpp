#include "core/word_search.h"

namespace ticketd::core {

namespace {

/// The code point whose first byte stands at `at`, as far as it has two bytes at most; 0 for longer ones,
/// which are of scripts without case.
char32_t short_code_point(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return first;
  if (first < 0xC2 || first > 0xDF || at + 1 >= text.size()) return 0;
  return static_cast<char32_t>((first & 0x1FU) << 6 | (static_cast<unsigned char>(text[at + 1]) & 0x3FU));
}

bool is_between(char32_t letter, char32_t first, char32_t last) { return first <= letter && letter <= last; }

char32_t lower(char32_t letter) {
  if (is_between(letter, 'A', 'Z')) return letter + 32;
  if (is_between(letter, 0xC0, 0xDE) && letter != 0xD7) return letter + 32;     // À–Þ
  if (is_between(letter, 0x391, 0x3A9) && letter != 0x3A2) return letter + 32;  // Α–Ω
  if (is_between(letter, 0x410, 0x42F)) return letter + 32;                     // А–Я
  if (is_between(letter, 0x400, 0x40F)) return letter + 80;                     // Ѐ–Џ
  const bool even_is_upper = is_between(letter, 0x100, 0x137) || is_between(letter, 0x14A, 0x177) ||
                             is_between(letter, 0x460, 0x481) || is_between(letter, 0x48A, 0x4BF);
  if (even_is_upper && letter != 0x130 && letter % 2 == 0) return letter + 1;
  const bool odd_is_upper = is_between(letter, 0x139, 0x148) || is_between(letter, 0x179, 0x17E);
  if (odd_is_upper && letter % 2 == 1) return letter + 1;
  return letter;
}

/// Letters of scripts that put blanks around words, digits, and the underscore.
bool is_word_character(char32_t letter) {
  return is_between(letter, 'a', 'z') || is_between(letter, 'A', 'Z') || is_between(letter, '0', '9') ||
         letter == '_' || (is_between(letter, 0xC0, 0x24F) && letter != 0xD7 && letter != 0xF7) ||
         is_between(letter, 0x370, 0x52F);
}

bool begins_with_word_character(std::string_view text) {
  return !text.empty() && is_word_character(short_code_point(text, 0));
}

bool ends_with_word_character(std::string_view text) {
  if (text.empty()) return false;
  const bool continues = (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80;
  const auto at = text.size() - (continues && text.size() > 1 ? 2 : 1);
  return is_word_character(short_code_point(text, at));
}

std::size_t pair_at(std::string_view text, std::size_t at) {
  return static_cast<std::size_t>(static_cast<unsigned char>(text[at])) << 8 |
         static_cast<unsigned char>(text[at + 1]);
}

}  // namespace

std::string lower_case(std::string_view utf8) {
  std::string result(utf8);
  for (std::size_t at = 0; at < result.size(); ++at) {
    const auto letter = short_code_point(result, at);
    const auto small = lower(letter);
    if (small == letter) continue;
    if (letter < 0x80) {
      result[at] = static_cast<char>(small);
    } else {  // both take two bytes
      result[at] = static_cast<char>(0xC0U | small >> 6);
      result[at + 1] = static_cast<char>(0x80U | (small & 0x3FU));
    }
  }
  return result;
}

WordSearch::WordSearch(std::string_view utf8) : lower_(lower_case(utf8)) {
  for (std::size_t at = 0; at + 1 < lower_.size(); ++at) pairs_.set(pair_at(lower_, at));
}

bool WordSearch::may_contain(std::string_view text) const {
  for (std::size_t at = 0; at + 1 < text.size(); ++at)
    if (!pairs_.test(pair_at(text, at))) return false;
  return true;
}

bool WordSearch::contains(std::string_view text) const {
  return may_contain(text) && lower_.find(text) != std::string::npos;
}

bool WordSearch::has_word(std::string_view word) const {
  if (word.empty() || !may_contain(word)) return false;
  const std::string_view text = lower_;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto before = text.substr(0, at), behind = text.substr(at + word.size());
    const bool goes_on_before = begins_with_word_character(word) && ends_with_word_character(before);
    const bool goes_on_behind = ends_with_word_character(word) && begins_with_word_character(behind);
    if (!goes_on_before && !goes_on_behind) return true;
  }
  return false;
}

}  // namespace ticketd::core
