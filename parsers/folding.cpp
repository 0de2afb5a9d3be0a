#include "parsers/folding.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace ticketd::parsers {

namespace {

/// Most of all text: neither blank nor part of a longer character.
bool is_visible_ascii(char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x80; }

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

/// The code point that ends before `end`, which moves to its start.
char32_t previous_code_point(std::string_view utf8, std::size_t& end) {
  auto start = end - 1;
  while (start > 0 && end - start < 4 && (static_cast<unsigned char>(utf8[start]) & 0xC0) == 0x80) --start;
  auto at = start;
  const auto c = next_code_point(utf8.substr(0, end), at);
  end = at == end ? start : end - 1;
  return c;
}

bool is_blank(char32_t c) {
  if (c < 0x80) return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
  return c == 0xA0 || u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

bool is_invisible(char32_t c) {
  if (c < 0x80) return false;
  return c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

char32_t plain(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  if (c >= 0xFF01 && c <= 0xFF5E) return plain(c - 0xFF01 + '!');
  if (c == 0x130) return 'i';  // İ, which has no simple folding
  if (c == 0x2019 || c == 0x2018 || c == 0xB4) return '\'';
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

void append(std::string& out, char32_t c) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, static_cast<UChar32>(c));
  out.append(bytes.data(), static_cast<std::size_t>(length));
}

}  // namespace

std::string fold(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    if (const char c = utf8[at]; is_visible_ascii(c)) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
      ++at;
      continue;
    }
    const auto c = next_code_point(utf8, at);
    if (is_invisible(c)) continue;
    if (!is_blank(c))
      append(out, plain(c));
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_rule_character(char32_t c) {
  if (c < 0x80) return c == '-' || c == '_' || c == '=' || c == '*' || c == '~' || c == '#';
  constexpr std::array<char32_t, 8> characters = {0x2010, 0x2011, 0x2013, 0x2014,
                                                  0x2015, 0x2500, 0x2501, 0x2212};
  return std::find(characters.begin(), characters.end(), c) != characters.end();
}

Unruled without_rules(std::string_view utf8) {
  Unruled result;
  std::size_t first = 0;
  while (first < utf8.size()) {
    auto next = first;
    const auto c = next_code_point(utf8, next);
    if (is_rule_character(c))
      ++result.before;
    else if (!is_blank(c) && !is_invisible(c))
      break;
    first = next;
  }
  auto end = utf8.size();
  while (end > first) {
    auto start = end;
    const auto c = previous_code_point(utf8, start);
    if (is_rule_character(c))
      ++result.after;
    else if (!is_blank(c) && !is_invisible(c))
      break;
    end = start;
  }
  result.text = utf8.substr(first, end - first);
  return result;
}

bool is_rule(std::string_view line) {
  const auto unruled = without_rules(line);
  return unruled.text.empty() && unruled.before >= 5;
}

std::string_view trim_all(std::string_view utf8) {
  if (!utf8.empty() && is_visible_ascii(utf8.front()) && is_visible_ascii(utf8.back())) return utf8;
  std::size_t first = 0;
  while (first < utf8.size()) {
    auto next = first;
    const auto c = next_code_point(utf8, next);
    if (!is_blank(c) && !is_invisible(c)) break;
    first = next;
  }
  auto end = utf8.size();
  while (end > first) {
    auto start = end;
    const auto c = previous_code_point(utf8, start);
    if (!is_blank(c) && !is_invisible(c)) break;
    end = start;
  }
  return utf8.substr(first, end - first);
}

}  // namespace ticketd::parsers
