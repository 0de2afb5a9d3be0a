#include "parsers/language.h"

#include "parsers/byte_scan.h"

#include <algorithm>
#include <cstddef>

namespace ticketd::parsers {

std::string guess_language(std::string_view utf8) {
  constexpr std::size_t looked_at = 2048;
  const auto end = std::min(utf8.size(), looked_at);
  const bool plain = find_non_ascii(utf8.substr(0, end)) == end;
  std::size_t hangul = 0, ascii_letters = 0, others = 0;
  for (std::size_t i = 0; i < end && !(plain && ascii_letters >= 2); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z') ++ascii_letters;
    if (byte < 0xc0) continue;
    const auto next = i + 1 < utf8.size() ? static_cast<unsigned char>(utf8[i + 1]) : 0U;
    const bool syllable =
        (byte == 0xea && next >= 0xb0) || byte == 0xeb || byte == 0xec || (byte == 0xed && next < 0x9f);
    ++(syllable ? hangul : others);  // U+AC00 to U+D7BF
  }
  // Korean mails quote many Latin names, so a few syllables decide; one alone may be a name in a signature.
  if (hangul >= 2 && hangul * 10 >= ascii_letters && hangul > others) return "ko";
  return ascii_letters >= 2 && others * 4 < ascii_letters ? "en" : "";
}

}  // namespace ticketd::parsers
