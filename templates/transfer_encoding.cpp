#include "templates/transfer_encoding.h"

#include "core/base64.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::templates {
namespace {

constexpr std::size_t longest_line = 76;  // RFC 2045 6.7 and 6.8

bool stands_as_it_is(char c, bool last_of_line) {
  if (c == ' ' || c == '\t') return !last_of_line;  // a relay may strip it there
  return c > ' ' && c < '\x7F' && c != '=';
}

/// How many of the first octets stand as they are, the last of the line left to itself.
std::size_t plain_beginning(std::string_view line, std::size_t most) {
  most = std::min(most, line.size() - 1);
  std::size_t length = 0;
  while (length < most && stands_as_it_is(line[length], false)) ++length;
  return length;
}

void add_line(std::string& out, std::string_view line) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::size_t length = 0;
  while (!line.empty()) {
    if (const auto plain = plain_beginning(line, longest_line - 1 - length); plain > 0) {
      out += line.substr(0, plain);
      length += plain;
      line.remove_prefix(plain);
    }
    const bool last = line.size() == 1;
    const bool plain = stands_as_it_is(line.front(), last);
    const std::size_t needed = plain ? 1 : 3;
    if (length + needed > longest_line - (last ? 0 : 1)) {  // the soft line end takes one
      out += "=\r\n";
      length = 0;
      continue;
    }
    length += needed;
    const auto byte = static_cast<unsigned char>(line.front());
    if (plain)
      out += line.front();
    else
      out += {'=', digits[byte >> 4], digits[byte & 15]};
    line.remove_prefix(1);
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
