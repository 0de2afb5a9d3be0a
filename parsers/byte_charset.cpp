#include "parsers/byte_charset.h"

#include "parsers/byte_scan.h"

#include <cstring>

namespace ticketd::parsers {

namespace {

/// Behind the ASCII characters that stand for themselves, from `at` on.
std::size_t behind_ascii(std::string_view bytes, std::size_t at, const ByteCharset& charset) {
  const auto byte = at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
  if (!charset.keeps_ascii || byte == 0 || byte >= 0x80) return at;
  return find_byte(bytes, at, [](ByteBlock block) { return block | ByteBlock(block == 0); });
}

/// Exactly, since some texts grow to three times their size and others not at all.
std::size_t decoded_size(std::string_view bytes, const ByteCharset& charset) {
  auto size = bytes.size();
  for (auto at = behind_ascii(bytes, 0, charset); at < bytes.size();
       at = behind_ascii(bytes, at + 1, charset))
    size = size - 1 + charset.sign(bytes[at]).length;
  return size;
}

}  // namespace

Decoded decode_bytes(std::string_view bytes, const ByteCharset& charset) {
  Decoded out;
  out.text.resize(decoded_size(bytes, charset) + sizeof(ByteSign::utf8));
  char* to = out.text.data();
  for (std::size_t at = 0; at < bytes.size();) {
    if (const auto end = behind_ascii(bytes, at, charset); end > at) {
      std::memcpy(to, bytes.data() + at, end - at);
      to += end - at;
      at = end;
      continue;
    }
    const auto& sign = charset.sign(bytes[at++]);
    std::memcpy(to, sign.utf8.data(), sign.utf8.size());
    to += sign.length;
    out.non_ascii += sign.non_ascii ? 1 : 0;
    out.errors += sign.unreadable ? 1 : 0;
  }
  out.text.resize(static_cast<std::size_t>(to - out.text.data()));
  return out;
}

}  // namespace ticketd::parsers
