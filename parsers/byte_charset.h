// Charsets in which every byte is a character: read by a table, several times as fast as by ICU, which fills
// it.
#pragma once

#include "parsers/charset_converter.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace ticketd::parsers {

/// What one byte stands for; nothing for NUL.
struct ByteSign {
  std::array<char, 3> utf8{};
  std::uint8_t length = 0;
  bool non_ascii = false;
  bool unreadable = false;
};
struct ByteCharset {
  std::array<ByteSign, 256> signs;
  bool keeps_ascii = false;  ///< bytes 1 to 127 stand for themselves

  [[nodiscard]] const ByteSign& sign(char byte) const { return signs[static_cast<unsigned char>(byte)]; }
};

[[nodiscard]] Decoded decode_bytes(std::string_view bytes, const ByteCharset& charset);

}  // namespace ticketd::parsers
