// The half of message.h that reads what the scanner found: folded values and encoded bodies.
#include "parsers/byte_scan.h"
#include "parsers/message.h"
#include "parsers/transfer_encoding.h"

namespace ticketd::parsers {
namespace {

constexpr ByteSet blanks(" \t\r\n");

/// The next line end or NUL.
std::size_t next_break(std::string_view value, std::size_t at) {
  return find_byte(value, at,
                   [](ByteBlock block) { return (block == '\r') | (block == '\n') | (block == 0); });
}

/// Text in base64, which mail on its way may have got a readable footer; and text only called base64.
std::string_view decoded_text(std::string_view body, std::string& storage) {
  const auto end = base64_end(body);
  if (!looks_like_base64(body.substr(0, end))) return body;
  storage = decode_base64(body.substr(0, end));
  if (end < body.size()) storage.append(storage.ends_with('\n') ? "" : "\n").append(body.substr(end));
  return storage;
}

}  // namespace

std::string_view unfold(std::string_view value, std::string& storage) {
  if (next_break(value, 0) == value.size()) return value;
  return storage = unfold(value);
}

std::string unfold(std::string_view value) {
  std::string line;
  line.reserve(value.size());
  for (std::size_t at = 0; at < value.size();) {
    const auto end = next_break(value, at);
    line.append(value, at, end - at);
    if (end == value.size()) break;
    at = end + 1;
    const bool blank_follows = at < value.size() && blanks.holds(value[at]);
    if (!blank_follows) line += ' ';
  }
  return line;
}

std::string decoded_body(const Part& part) {
  std::string storage;
  const auto body = decoded_body(part, storage);
  return storage.empty() ? std::string(body) : std::move(storage);
}

std::string_view decoded_body(const Part& part, std::string& storage) {
  switch (part.encoding) {
    case TransferEncoding::base64:
      if (part.is_in("text")) return decoded_text(part.body, storage);
      return storage = decode_base64(part.body);
    case TransferEncoding::quoted_printable:
      return storage = decode_quoted_printable(part.body);
    case TransferEncoding::uuencode:
      return storage = decode_uuencode(part.body);
    case TransferEncoding::none:
      break;
  }
  return part.body;
}

}  // namespace ticketd::parsers
