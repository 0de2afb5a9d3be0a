#include "parsers/clean_text.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::parsers {
namespace {

/// The length of a bidi control (U+061C, U+200E, U+200F, U+202A–E, U+2066–9), line separator (U+2028,
/// U+2029), C1 control or byte order mark at `at`, or 0. Those can turn "exe.gpj" into "jpg.exe" on the
/// screen.
std::size_t deceptive_character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return 2;
  if (byte(0) == 0xd8 && byte(1) == 0x9c) return 2;
  if (byte(0) == 0xef && byte(1) == 0xbb && byte(2) == 0xbf) return 3;
  if (byte(0) != 0xe2) return 0;
  if (byte(1) == 0x80 && (byte(2) == 0x8e || byte(2) == 0x8f || (byte(2) >= 0xa8 && byte(2) <= 0xae)))
    return 3;
  if (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return 3;
  return 0;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

}  // namespace

std::string clean_line(std::string_view utf8) {
  std::string line;
  line.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    if (c == '\t' || c == '\n' || c == '\r') {
      line += ' ';
    } else if (is_control(c)) {
      continue;
    } else if (const auto length = deceptive_character(utf8, i); length > 0) {
      i += length - 1;
    } else {
      line += c;
    }
  }
  return std::string(core::trim(line));
}

std::string clean_filename(std::string_view utf8) {
  constexpr std::size_t longest = 255;  // bytes, as in most file systems
  auto name = clean_line(utf8);
  if (const auto slash = name.find_last_of("/\\"); slash != std::string::npos) name.erase(0, slash + 1);
  name = std::string(core::trim(name));
  if (name.find_first_not_of('.') == std::string::npos) return {};
  if (name.size() <= longest) return name;
  const auto dot = name.rfind('.');
  const auto extension =
      dot != std::string::npos && name.size() - dot <= 16 ? name.substr(dot) : std::string();
  auto keep = longest - extension.size();
  while (keep > 0 && (static_cast<unsigned char>(name[keep]) & 0xc0U) == 0x80U)
    --keep;  // not inside a character
  return name.substr(0, keep) + extension;
}

std::string clean_text(std::string utf8) {
  const auto first =
      std::find_if(utf8.begin(), utf8.end(), [](char c) { return is_control(c) && c != '\n' && c != '\t'; });
  auto to = first;
  for (auto from = first; from != utf8.end(); ++from) {
    if (*from == '\r') {
      if (from + 1 == utf8.end() || from[1] != '\n') *to++ = '\n';
    } else if (!is_control(*from) || *from == '\n' || *from == '\t') {
      *to++ = *from;
    }
  }
  utf8.erase(to, utf8.end());
  return utf8;
}

}  // namespace ticketd::parsers
