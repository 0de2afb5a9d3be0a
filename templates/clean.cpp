#include "templates/clean.h"

#include "core/text.h"

namespace ticketd::templates {
namespace {

/// Some relays refuse a mail whose header is beyond 100 kB, and its parts come from strangers.
constexpr std::size_t longest_line = 1000;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned byte(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (byte(text, at) & 0xC0) == 0x80;
}

/// LRM, RLM, ALM, the embeddings and overrides U+202A–E, the isolates U+2066–9: they make a name read as
/// another one.
bool is_bidi_mark(std::string_view code_point) {
  return code_point == "\u200E" || code_point == "\u200F" || code_point == "\u061C" ||
         (code_point >= "\u202A" && code_point <= "\u202E" && code_point.size() == 3) ||
         (code_point >= "\u2066" && code_point <= "\u2069" && code_point.size() == 3);
}

bool is_control(std::string_view code_point) {
  if (code_point.size() == 1) return byte(code_point, 0) < 0x20 || byte(code_point, 0) == 0x7F;
  if (code_point == "\u2028" || code_point == "\u2029") return true;  // line and paragraph separator
  return code_point.size() == 2 && byte(code_point, 0) == 0xC2 && byte(code_point, 1) < 0xA0;  // C1
}

/// Most of a text: printable ASCII, which nobody has to look at one by one.
std::size_t plain_beginning(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] >= ' ' && text[length] < '\x7F') ++length;
  return length;
}

/// `keep` sees code points, or several plain ones at once.
template <class Keep>
std::string rewrite(std::string_view text, const Keep& keep) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto plain = plain_beginning(text);
    const auto length = plain > 0 ? plain : code_point_length(text);
    if (length == 0)
      out += replacement;
    else
      keep(out, text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace

std::size_t code_point_length(std::string_view utf8) {
  if (utf8.empty()) return 0;
  const auto lead = byte(utf8, 0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < length; ++i)
    if (!is_continuation(utf8, i)) return 0;
  const auto second = byte(utf8, 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate_or_beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || surrogate_or_beyond ? 0 : length;
}

std::string clean_line(std::string_view text) {
  const auto line = rewrite(text, [](std::string& out, std::string_view code_point) {
    if (is_bidi_mark(code_point)) return;
    if (is_control(code_point))
      out += ' ';
    else
      out += code_point;
  });
  return std::string(core::trim(core::first_code_points(core::trim(line), longest_line)));
}

std::string clean_text(std::string_view text) {
  char before = 0;
  return rewrite(text, [&before](std::string& out, std::string_view piece) {
    const char c = piece.front();
    if (c == '\r' || (c == '\n' && before != '\r'))
      out += '\n';  // CR LF, LF and CR alone end one line each
    else if (c == '\t' || !is_control(piece))
      out += piece;
    before = piece.back();
  });
}

}  // namespace ticketd::templates
