// Header text: RFC 2047 encoded words and raw 8-bit to one clean line of UTF-8. Encoded words are read
// wherever they stand, also inside quotes and glued to text, since mailers put them there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// How text of unknown charset is read, and where to say so.
struct Decoding {
  std::string_view default_charset;
  std::vector<std::string>& problems;
};

[[nodiscard]] std::string decode_header_text(std::string_view value, const Decoding& decoding);

/// The same for what holds no encoded words: ids, hosts, addresses.
[[nodiscard]] std::string literal_header_text(std::string_view value, std::vector<std::string>& problems);

/// The length of the encoded word that begins at `text[0]`, or 0.
[[nodiscard]] std::size_t encoded_word_length(std::string_view text);

}  // namespace ticketd::parsers
