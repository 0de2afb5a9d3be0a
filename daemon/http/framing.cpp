#include "daemon/http/framing.h"

#include "core/text.h"

namespace ticketd::daemon {

namespace http = boost::beast::http;

namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> framing_problem(const http::request_header<>& header) {
  constexpr unsigned version_1_0 = 10, version_1_1 = 11;
  const auto version = header.version();
  if (version != version_1_0 && version != version_1_1) return "only HTTP/1.1 and HTTP/1.0 are understood";
  const auto hosts = header.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && version == version_1_1)) return "there must be one Host";
  const auto encodings = header.count(http::field::transfer_encoding);
  const auto lengths = header.count(http::field::content_length);
  if (encodings > 0) {
    const std::string_view encoding = header[http::field::transfer_encoding];
    if (encodings > 1 || version != version_1_1 || !core::equal_ignoring_case(encoding, "chunked"))
      return "Transfer-Encoding must be chunked, once, and of HTTP/1.1";
    if (lengths > 0) return "Transfer-Encoding and Content-Length exclude each other";
  }
  if (lengths > 1 || (lengths == 1 && !is_number(header[http::field::content_length])))
    return "Content-Length must be one number";
  return std::nullopt;
}

bool has_bare_line_feed(std::string_view bytes) {
  for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1))
    if (at == 0 || bytes[at - 1] != '\r') return true;
  return false;
}

}  // namespace ticketd::daemon
