#include "parsers/language.h"

#include "parsers/byte_scan.h"

#include <algorithm>
#include <cstddef>

namespace ticketd::parsers {

namespace {

constexpr std::size_t looked_at = 2048;

ByteBlock letters_in(ByteBlock block) { return ByteBlock(ByteBlock((block | 0x20) - 'a') < 26); }

bool holds_two_letters(std::string_view text) {
  const auto next = [&](std::size_t at) {
    return find_byte(text, at, [](ByteBlock block) { return letters_in(block); });
  };
  return next(std::min(next(0) + 1, text.size())) < text.size();
}

/// How many of some bytes a text of at most `looked_at` holds.
class ByteCount {
 public:
  void add(ByteBlock matches) { counts_ -= ByteBlock(matches); }
  [[nodiscard]] std::size_t sum() const {
    std::size_t all = 0;
    for (std::size_t i = 0; i < sizeof counts_; ++i) all += counts_[i];
    return all;
  }

 private:
  static_assert(looked_at / sizeof(ByteBlock) <= 255);
  ByteBlock counts_{};  ///< for each of the sixteen places
};

}  // namespace

std::string guess_language(std::string_view utf8) {
  const auto start = utf8.substr(0, looked_at);
  if (find_non_ascii(start) == start.size()) return holds_two_letters(start) ? "en" : "";
  ByteCount hangul_leads, letters, other_leads;
  for (std::size_t at = 0; at < start.size(); at += sizeof(ByteBlock)) {
    const auto text = block_within(start, at), next = block_within(utf8, at + 1);
    const auto leads = text >= 0xc0;
    const auto syllables = ((text == 0xea) & (next >= 0xb0)) | (text == 0xeb) | (text == 0xec) |
                           ((text == 0xed) & (next < 0x9f));  // U+AC00 to U+D7BF
    letters.add(letters_in(text));
    hangul_leads.add(ByteBlock(syllables));
    other_leads.add(ByteBlock(leads & ~syllables));
  }
  const auto hangul = hangul_leads.sum(), ascii_letters = letters.sum(), others = other_leads.sum();
  // Korean mails quote many Latin names, so a few syllables decide; one alone may be a name in a signature.
  if (hangul >= 2 && hangul * 10 >= ascii_letters && hangul > others) return "ko";
  return ascii_letters >= 2 && others * 4 < ascii_letters ? "en" : "";
}

}  // namespace ticketd::parsers
