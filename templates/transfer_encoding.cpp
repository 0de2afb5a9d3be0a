#include "templates/transfer_encoding.h"

#include "core/base64.h"
#include "core/text.h"

namespace ticketd::templates {
namespace {

constexpr std::size_t longest_line = 76;  // RFC 2045 6.7 and 6.8

bool stands_as_it_is(char c, bool last_of_line) {
  if (c == ' ' || c == '\t') return !last_of_line;  // a relay may strip it there
  return c > ' ' && c < '\x7F' && c != '=';
}

void add_line(std::string& out, std::string_view line) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::size_t length = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool last = i + 1 == line.size();
    const bool plain = stands_as_it_is(line[i], last);
    const std::size_t needed = plain ? 1 : 3;
    if (length + needed > longest_line - (last ? 0 : 1)) {  // the soft line end takes one
      out += "=\r\n";
      length = 0;
    }
    length += needed;
    if (plain) {
      out += line[i];
      continue;
    }
    const auto byte = static_cast<unsigned char>(line[i]);
    out += {'=', digits[byte >> 4], digits[byte & 15]};
  }
}

}  // namespace

std::string base64_lines(std::string_view bytes) {
  constexpr std::size_t octets_of_a_line = longest_line / 4 * 3;
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4 + bytes.size() / octets_of_a_line * 2 + 2);
  for (; bytes.size() > octets_of_a_line; bytes.remove_prefix(octets_of_a_line))
    out.append(core::base64(bytes.substr(0, octets_of_a_line))).append("\r\n");
  return out += core::base64(bytes);
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const auto line : core::split_lines(text)) {
    if (line.data() != text.data()) out += "\r\n";
    add_line(out, line);
  }
  return out;
}

}  // namespace ticketd::templates
