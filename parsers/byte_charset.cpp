#include "parsers/byte_charset.h"

#include <algorithm>
#include <cstring>

namespace ticketd::parsers {

Decoded decode_bytes(std::string_view bytes, const ByteCharset& charset) {
  Decoded out;
  std::size_t length = 0;  // exactly, since some texts grow to three times their size and others not at all
  for (const char c : bytes) length += charset[static_cast<unsigned char>(c)].length;
  out.text.reserve(length);
  constexpr std::size_t piece_size = 1024;
  std::array<char, piece_size * sizeof(ByteSign::utf8)> piece;
  while (!bytes.empty()) {
    char* to = piece.data();
    for (const char c : bytes.substr(0, piece_size)) {
      const auto& sign = charset[static_cast<unsigned char>(c)];
      std::memcpy(to, sign.utf8.data(), sign.utf8.size());
      to += sign.length;
      out.non_ascii += sign.non_ascii ? 1 : 0;
      out.errors += sign.unreadable ? 1 : 0;
    }
    out.text.append(piece.data(), to);
    bytes.remove_prefix(std::min(piece_size, bytes.size()));
  }
  return out;
}

}  // namespace ticketd::parsers
