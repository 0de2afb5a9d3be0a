#include "parsers/language.h"

#include "parsers/byte_scan.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace ticketd::parsers {

namespace {

std::size_t count_in(ByteBlock matches) { return static_cast<std::size_t>(std::popcount(top_bits(matches))); }

}  // namespace

std::string guess_language(std::string_view utf8) {
  constexpr std::size_t looked_at = 2048;
  const auto end = std::min(utf8.size(), looked_at);
  const bool plain = find_non_ascii(utf8.substr(0, end)) == end;
  std::size_t hangul = 0, ascii_letters = 0, others = 0;
  for (std::size_t at = 0; at < end && !(plain && ascii_letters >= 2); at += sizeof(ByteBlock)) {
    const auto text = block_within(utf8.substr(0, end), at), next = block_within(utf8, at + 1);
    const auto letters = ByteBlock((text | 0x20) - 'a') < 26;
    const auto leads = text >= 0xc0;
    const auto syllables = ((text == 0xea) & (next >= 0xb0)) | (text == 0xeb) | (text == 0xec) |
                           ((text == 0xed) & (next < 0x9f));  // U+AC00 to U+D7BF
    ascii_letters += count_in(ByteBlock(letters));
    hangul += count_in(ByteBlock(syllables));
    others += count_in(ByteBlock(leads & ~syllables));
  }
  // Korean mails quote many Latin names, so a few syllables decide; one alone may be a name in a signature.
  if (hangul >= 2 && hangul * 10 >= ascii_letters && hangul > others) return "ko";
  return ascii_letters >= 2 && others * 4 < ascii_letters ? "en" : "";
}

}  // namespace ticketd::parsers
