#include "parsers/johab.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ticketd::parsers {
namespace {

constexpr int none = -1, fill = -2;

// Five bits each for the first consonant, the vowel and the last consonant of a syllable; "fill" stands for a
// missing one.
constexpr std::array<int, 32> initials = {none, fill, 0,    1,    2,    3,    4,    5,    6,    7,   8,
                                          9,    10,   11,   12,   13,   14,   15,   16,   17,   18,  none,
                                          none, none, none, none, none, none, none, none, none, none};
constexpr std::array<int, 32> vowels = {none, none, fill, 0,    1,  2,    3,    4,  none, none, 5,
                                        6,    7,    8,    9,    10, none, none, 11, 12,   13,   14,
                                        15,   16,   none, none, 17, 18,   19,   20, none, none};
constexpr std::array<int, 32> finals = {none, 0,  1,  2,  3,  4,  5,  6,    7,    8,   9,
                                        10,   11, 12, 13, 14, 15, 16, none, 17,   18,  19,
                                        20,   21, 22, 23, 24, 25, 26, 27,   none, none};
constexpr std::u16string_view initial_letters = u"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u16string_view final_letters =
    u"\u3000ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";  // from 1 on

std::optional<char16_t> syllable(unsigned code) {
  const auto initial = initials[(code >> 10U) & 31U], vowel = vowels[(code >> 5U) & 31U],
             final = finals[code & 31U];
  if (initial == none || vowel == none || final == none) return std::nullopt;
  if (initial >= 0 && vowel >= 0) return static_cast<char16_t>(0xAC00 + (initial * 21 + vowel) * 28 + final);
  if (initial >= 0)
    return final == 0 ? std::optional(initial_letters[static_cast<std::size_t>(initial)]) : std::nullopt;
  if (vowel >= 0) return final == 0 ? std::optional(static_cast<char16_t>(0x314F + vowel)) : std::nullopt;
  return final > 0 ? std::optional(final_letters[static_cast<std::size_t>(final)]) : std::nullopt;
}

/// Signs and Hanja stand in the rows of KS X 1001, two rows to a lead byte.
std::optional<std::string> sign(unsigned lead, unsigned trail) {
  const bool leads = (lead >= 0xD9 && lead <= 0xDE) || (lead >= 0xE0 && lead <= 0xF9);
  if (!leads || trail < 0x31 || (trail > 0x7E && trail < 0x91) || trail > 0xFE) return std::nullopt;
  unsigned row = lead < 0xE0 ? 2 * (lead - 0xD9) : 2 * lead - 0x197;
  unsigned cell = trail < 0x91 ? trail - 0x31 : trail - 0x43;
  constexpr unsigned cells = 94;
  if (cell >= cells) {
    ++row;
    cell -= cells;
  }
  const std::string pair{static_cast<char>(row + 0xA1), static_cast<char>(cell + 0xA1)};
  auto decoded = decode(pair, "windows-949-2000");
  if (!decoded || decoded->errors != 0) return std::nullopt;
  return std::move(decoded->text);
}

void append(std::string& out, char16_t c) {  // all of them are three bytes long
  out += static_cast<char>(0xE0U | (c >> 12U));
  out += static_cast<char>(0x80U | ((c >> 6U) & 63U));
  out += static_cast<char>(0x80U | (c & 63U));
}

}  // namespace

Decoded decode_johab(std::string_view bytes) {
  Decoded out;
  out.text.reserve(bytes.size() * 3 / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) {
      if (lead != 0) out.text += bytes[i];
      continue;
    }
    ++out.non_ascii;
    const unsigned trail = i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[i + 1]) : 0;
    if (lead < 0xD8 && trail >= 0x31) {
      if (const auto letter = syllable(lead * 256 + trail)) {
        append(out.text, *letter);
        ++i;
        continue;
      }
    } else if (const auto text = sign(lead, trail)) {
      out.text += *text;
      ++i;
      continue;
    }
    ++out.errors;
    append(out.text, 0xFFFD);
  }
  return out;
}

}  // namespace ticketd::parsers
