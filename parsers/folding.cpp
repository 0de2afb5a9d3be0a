#include "parsers/folding.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/composition.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace ticketd::parsers {

namespace {

/// What a character is to the eye.
enum class Look : std::uint8_t { ink, nothing, rule };  // nothing: blanks and zero-width characters

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// The folded form of the characters of which one byte tells all: visible ASCII ones. 0 for others.
constexpr auto folded_bytes = [] {
  std::array<char, 256> folded{};
  for (std::size_t c = '!'; c < 0x80; ++c) folded[c] = to_lower(static_cast<char>(c));
  return folded;
}();

constexpr char folded_byte(char c) { return folded_bytes[static_cast<unsigned char>(c)]; }

constexpr auto ascii_looks = [] {
  std::array<Look, 128> looks{};
  for (const char c : {' ', '\t', '\r', '\n', '\f', '\v'})
    looks[static_cast<unsigned char>(c)] = Look::nothing;
  for (const char c : {'-', '_', '=', '*', '~', '#'}) looks[static_cast<unsigned char>(c)] = Look::rule;
  return looks;
}();

bool is_ink(char c) { return is_ascii(c) && ascii_looks[static_cast<unsigned char>(c)] == Look::ink; }

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The code point at `at`, which moves behind it; a broken byte counts as U+FFFD.
char32_t next_code_point(std::string_view utf8, std::size_t& at) {
  const auto first = static_cast<unsigned char>(utf8[at]);
  if (first < 0x80) return ++at, first;
  auto i = static_cast<std::int32_t>(0);
  const auto length = static_cast<std::int32_t>(std::min<std::size_t>(utf8.size() - at, 4));
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(utf8.data() + at), i, length, c);
  at += static_cast<std::size_t>(i);
  return static_cast<char32_t>(c);
}

/// Unicode's White_Space.
bool is_blank(char32_t c) {
  if (c < 0x80) return ascii_looks[c] == Look::nothing;
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_invisible(char32_t c) {
  if (c < 0x80) return false;
  return c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

/// The characters that clients draw rules with: - – — ― ‐ ─ ━ _ = * ~ #.
bool is_rule_character(char32_t c) {
  if (c < 0x80) return ascii_looks[c] == Look::rule;
  constexpr std::array<char32_t, 8> characters = {0x2010, 0x2011, 0x2013, 0x2014,
                                                  0x2015, 0x2500, 0x2501, 0x2212};
  return std::find(characters.begin(), characters.end(), c) != characters.end();
}

/// The lead bytes of all those: most text in any language needs no closer look.
bool may_be_no_ink(char lead) {
  return lead == '\xC2' || lead == '\xE1' || lead == '\xE2' || lead == '\xE3' || lead == '\xEF';
}

Look look_of(char32_t c) {
  if (is_blank(c) || is_invisible(c)) return Look::nothing;
  return is_rule_character(c) ? Look::rule : Look::ink;
}

struct Character {
  Look look = Look::ink;
  std::size_t length = 1;
};

// Those that take a closer look stand apart: they need room on the stack, which hardly any line does.
[[gnu::noinline]] Character first_of_several_bytes(std::string_view utf8) {
  std::size_t length = 0;
  const auto c = next_code_point(utf8, length);
  return {look_of(c), length};
}

[[gnu::noinline]] Character last_of_several_bytes(std::string_view utf8) {
  auto start = utf8.size() - 1;
  while (start > 0 && utf8.size() - start < 4 && continues_character(utf8[start])) --start;
  if (!may_be_no_ink(utf8[start])) return {};
  auto end = start;
  const auto c = next_code_point(utf8, end);
  return end == utf8.size() ? Character{look_of(c), end - start} : Character{};
}

Character first_of(std::string_view utf8) {
  if (is_ascii(utf8.front())) return {ascii_looks[static_cast<unsigned char>(utf8.front())]};
  return may_be_no_ink(utf8.front()) ? first_of_several_bytes(utf8) : Character{};
}

Character last_of(std::string_view utf8) {
  if (is_ascii(utf8.back())) return {ascii_looks[static_cast<unsigned char>(utf8.back())]};
  return last_of_several_bytes(utf8);
}

[[gnu::noinline]] Unruled without_rule_characters(std::string_view utf8) {
  Unruled result;
  while (!utf8.empty()) {
    const auto first = first_of(utf8);
    if (first.look == Look::ink) break;
    if (first.look == Look::rule) ++result.before;
    utf8.remove_prefix(first.length);
  }
  while (!utf8.empty()) {
    const auto last = last_of(utf8);
    if (last.look == Look::ink) break;
    if (last.look == Look::rule) ++result.after;
    utf8.remove_suffix(last.length);
  }
  result.text = utf8;
  return result;
}

/// The first bytes of ideographs and Hangul syllables: three bytes each, which stay as they are.
bool is_ideograph(char lead, char second) {
  const auto a = static_cast<unsigned char>(lead), b = static_cast<unsigned char>(second);
  return (a >= 0xE4 && a <= 0xE9) || (a == 0xEA && b >= 0xB0) || a == 0xEB || a == 0xEC;
}

/// These and kana know no case.
bool is_caseless_at(std::string_view utf8, std::size_t at) {
  if (utf8.size() - at < 3 || !continues_character(utf8[at + 1]) || !continues_character(utf8[at + 2]))
    return false;
  const bool kana = utf8[at] == '\xE3' && utf8[at + 1] != '\x80';
  return kana || is_ideograph(utf8[at], utf8[at + 1]);
}

char32_t plain(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  if (c >= 0xFF01 && c <= 0xFF5E) return plain(c - 0xFF01 + '!');
  if (c == 0x130) return 'i';                        // İ, which has no simple folding
  for (const char32_t zero : {0x660, 0x6F0, 0x966})  // Arabic, Persian, Devanagari
    if (c >= zero && c <= zero + 9) return c - zero + '0';
  if (c == 0x2019 || c == 0x2018 || c == 0xB4) return '\'';
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

char* append(char* out, char32_t c) {
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(out, length, static_cast<UChar32>(c));
  return out + length;
}

/// A mark or a part of a syllable that composition.h puts together with its neighbours.
bool is_part(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x1100 && c <= 0x11FF) || c == 0x3099 || c == 0x309A;
}

std::string fold_characters(std::string_view utf8, bool& decomposed) {
  constexpr std::size_t most_growth = 3;  // a broken byte becomes U+FFFD
  std::string folded(utf8.size() * most_growth, '\0');
  char* const begin = folded.data();
  char* out = begin;
  const auto add_blank = [&] {
    if (out > begin && out[-1] != ' ') *out++ = ' ';
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const char lead = utf8[at];
    if (const char letter = folded_byte(lead); letter != '\0') {
      *out++ = letter;
      ++at;
      continue;
    }
    if (lead == ' ') {
      add_blank();
      ++at;
      continue;
    }
    if (is_caseless_at(utf8, at)) {
      out = std::copy_n(&utf8[at], 3, out);
      at += 3;
      continue;
    }
    const auto c = next_code_point(utf8, at);
    if (is_invisible(c)) continue;
    if (is_part(c)) decomposed = true;
    if (is_blank(c))
      add_blank();
    else
      out = append(out, plain(c));
  }
  if (out > begin && out[-1] == ' ') --out;
  folded.resize(static_cast<std::size_t>(out - begin));
  return folded;
}

}  // namespace

bool changes_only_case(std::string_view utf8) {
  if (utf8.empty() || utf8.front() == ' ' || utf8.back() == ' ') return false;
  std::uint32_t ends_blank = 0;  // the block before: 1 or 0
  for (std::size_t at = 0; at < utf8.size(); at += sizeof(ByteBlock)) {
    const auto block = block_within(utf8, at);
    const auto blanks = top_bits(ByteBlock(block == ' '));
    const auto behind_blank = blanks << 1 | ends_blank;
    const auto rest = utf8.size() - at;  // behind it stand zeros
    const auto seen = rest < sizeof(ByteBlock) ? (1U << rest) - 1 : ~0U;
    if (((top_bits(unprintable_in(block)) | (blanks & behind_blank)) & seen) != 0) return false;
    ends_blank = blanks >> (sizeof(ByteBlock) - 1);
  }
  return true;
}

std::string fold(std::string_view utf8) {
  if (changes_only_case(utf8)) return core::ascii_lower(utf8);
  bool decomposed = false;
  auto folded = fold_characters(utf8, decomposed);
  return decomposed ? fold_characters(composed(utf8), decomposed) : folded;
}

std::optional<std::array<char, 4>> folded_start(std::string_view utf8) {
  std::array<char, 4> start{};
  if (utf8.size() >= start.size())
    std::copy_n(utf8.data(), start.size(), start.data());
  else
    std::ranges::copy(utf8, start.data());
  std::size_t visible = 0;
  for (char& c : start) visible += (c = folded_byte(c)) != '\0' ? 1 : 0;
  if (visible == std::min(utf8.size(), start.size())) return start;
  if (utf8.size() <= start.size()) return std::nullopt;

  char before = ' ';
  std::size_t i = 0;
  if (is_ideograph(utf8[0], utf8[1])) {
    start = {utf8[0], utf8[1], before = utf8[2], utf8[3]};
    if (is_ideograph(utf8[3], utf8[4])) return start;
    i = 3;
  }
  for (; i < start.size(); ++i) {
    const char c = utf8[i];
    if (!is_ascii(c) || c < ' ' || (c == ' ' && before == ' ')) return std::nullopt;
    start[i] = before = to_lower(c);
  }
  return start;
}

std::optional<char> folded_end(std::string_view utf8) {
  if (utf8.empty()) return std::nullopt;
  if (is_visible(utf8.back())) return to_lower(utf8.back());
  const auto last = utf8.substr(utf8.size() - std::min<std::size_t>(utf8.size(), 3));
  return last.size() == 3 && is_ideograph(last[0], last[1]) ? std::optional(last[2]) : std::nullopt;
}

bool begins_with_rule(std::string_view utf8) { return !utf8.empty() && first_of(utf8).look == Look::rule; }
bool ends_with_rule(std::string_view utf8) { return !utf8.empty() && last_of(utf8).look == Look::rule; }

Unruled without_rules(std::string_view utf8) {
  const bool bare = !utf8.empty() && is_ink(utf8.front()) && is_ink(utf8.back());
  return bare ? Unruled{utf8} : without_rule_characters(utf8);
}

bool is_rule(std::string_view line) {
  const auto unruled = without_rules(line);
  return unruled.text.empty() && unruled.before >= 5;
}

std::string_view trim_characters(std::string_view utf8) {
  while (!utf8.empty()) {
    const auto first = first_of(utf8);
    if (first.look != Look::nothing) break;
    utf8.remove_prefix(first.length);
  }
  while (!utf8.empty()) {
    const auto last = last_of(utf8);
    if (last.look != Look::nothing) break;
    utf8.remove_suffix(last.length);
  }
  return utf8;
}

std::string_view trim_all(std::string_view utf8, std::span<const std::string_view> marks) {
  std::size_t before = 0;
  do {
    before = utf8.size();
    utf8 = trim_all(utf8);
    for (const auto mark : marks) {
      if (utf8.starts_with(mark)) utf8.remove_prefix(mark.size());
      if (utf8.ends_with(mark)) utf8.remove_suffix(mark.size());
    }
  } while (utf8.size() != before);
  return utf8;
}

}  // namespace ticketd::parsers
