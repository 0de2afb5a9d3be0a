#include "daemon/mail_client/smtp_body.h"

#include <algorithm>

namespace ticketd::daemon {
namespace {

constexpr std::size_t longest_address = 320;  // 64 + @ + 255

tl::unexpected<core::Error> malformed(std::string why) {
  return fail(core::ErrorKind::malformed, std::move(why));
}

}  // namespace

Result<> check_address(std::string_view address) {
  if (address.size() > longest_address) return malformed("an address is too long");
  bool quoted = false;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return malformed("a control character in an address");
    if (quoted && c == '\\') {
      ++i;
      if (i == address.size() || static_cast<unsigned char>(address[i]) < 0x20 || address[i] == 0x7f)
        return malformed("a broken quotation in an address");
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == ' ' || c == '<' || c == '>')) return malformed("a blank or bracket in an address");
  }
  if (quoted) return malformed("a quotation without end in an address");
  return {};
}

Result<std::string> dot_stuffed(std::string_view mail) {
  std::string wire;
  wire.reserve(mail.size() + mail.size() / 64 + 2);
  while (!mail.empty()) {
    const auto end = std::min(mail.find('\n'), mail.size());
    auto line = mail.substr(0, end);
    const bool ended = end < mail.size();
    if (ended) {
      if (!line.ends_with('\r')) return malformed("a mail with a bare LF");
      line.remove_suffix(1);
    }
    if (line.find('\r') != std::string_view::npos) return malformed("a mail with a bare CR");
    if (line.find('\0') != std::string_view::npos) return malformed("a mail with NUL");
    if (line.starts_with('.')) wire += '.';
    wire.append(line).append("\r\n");
    mail.remove_prefix(ended ? end + 1 : end);
  }
  return wire;
}

bool has_eight_bit(std::string_view bytes) {
  return std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace ticketd::daemon
