#include "parsers/clean_text.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/composition.h"

#include <algorithm>
#include <cstring>

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

/// Those bytes that have no place in a text, by their top bits: controls that are neither LF nor TAB.
ByteBlock unclean_in(ByteBlock block) {
  const auto controls = unprintable_in(block) & ~block;  // none is above ASCII
  return controls & ~ByteBlock((block == '\n') | (block == '\t'));
}

std::size_t next_unclean(std::string_view text, std::size_t at) {
  return find_byte(text, at, [](ByteBlock block) { return unclean_in(block); });
}

/// The next byte of a line that may have to go, or to become a blank: a control, or the lead byte of a
/// deceptive character.
std::size_t next_doubtful(std::string_view text, std::size_t at) {
  return find_byte(text, at, [](ByteBlock block) {
    return (block < 0x20) | (block == 0x7f) | (block == 0xc2) | (block == 0xd8) | (block == 0xe2) |
           (block == 0xef);
  });
}

}  // namespace

std::string clean_line(std::string_view utf8) {
  auto doubtful = next_doubtful(utf8, 0);
  if (doubtful == utf8.size()) return std::string(core::trim(utf8));
  std::string line;
  line.reserve(utf8.size());
  for (std::size_t at = 0;; doubtful = next_doubtful(utf8, at)) {
    line.append(utf8, at, doubtful - at);
    if (doubtful == utf8.size()) break;
    const char c = utf8[doubtful];
    const auto deceptive = deceptive_character(utf8, doubtful);
    if (c == '\t' || c == '\n' || c == '\r')
      line += ' ';
    else if (!is_control(c) && deceptive == 0)
      line += c;
    at = doubtful + std::max<std::size_t>(deceptive, 1);
  }
  const auto trimmed = core::trim(line);
  return trimmed.size() == line.size() ? line : std::string(trimmed);
}

std::string clean_filename(std::string_view utf8) {
  constexpr std::size_t longest = 255;  // bytes, as in most file systems
  auto name = composed(clean_line(utf8));
  const auto is_slash = [](char c) { return c == '/' || c == '\\'; };
  name.erase(name.begin(), std::find_if(name.rbegin(), name.rend(), is_slash).base());
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
  auto to = find_rare_byte(utf8, 0, [](ByteBlock block) { return unclean_in(block); });  // many hold none
  for (auto from = to; from < utf8.size();) {
    if (utf8[from] == '\r' && (from + 1 == utf8.size() || utf8[from + 1] != '\n')) utf8[to++] = '\n';
    const auto kept = from + 1;
    from = next_unclean(utf8, kept);
    std::memmove(utf8.data() + to, utf8.data() + kept, from - kept);
    to += from - kept;
  }
  utf8.resize(std::min(to, utf8.size()));
  return utf8;
}

}  // namespace ticketd::parsers
