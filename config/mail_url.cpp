#include "config/mail_url.h"

#include "core/percent.h"

#include <algorithm>
#include <array>

namespace ticketd::config {
namespace {

struct Scheme {
  std::string_view name;
  MailProtocol protocol;
  TransportSecurity security;
  std::uint16_t port;
};
constexpr std::array schemes{
    Scheme{"imap", MailProtocol::imap, TransportSecurity::clear, 143},
    Scheme{"imap+starttls", MailProtocol::imap, TransportSecurity::starttls, 143},
    Scheme{"imaps", MailProtocol::imap, TransportSecurity::tls, 993},
    Scheme{"smtp", MailProtocol::smtp, TransportSecurity::clear, 25},
    Scheme{"smtp+starttls", MailProtocol::smtp, TransportSecurity::starttls, 587},
    Scheme{"smtps", MailProtocol::smtp, TransportSecurity::tls, 465},
};

tl::unexpected<core::Error> bad_url(std::string_view url, std::string_view why) {
  return fail(core::ErrorKind::bad_config, std::string(url) + ": " + std::string(why));
}

/// False where a percent sign is not followed by two hexadecimal digits, or a control character comes out.
bool percent_decode(std::string_view text, std::string& decoded) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const auto octet = core::hex_octet(text.substr(i + 1));
      if (!octet) return false;
      c = *octet;
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    decoded.push_back(c);
  }
  return true;
}

}  // namespace

Result<MailUrl> parse_mail_url(std::string_view text) {
  if (text.substr(0, text.find('/', text.find("://") + 3)).find('@') != std::string_view::npos)
    return bad_url("mail url", "the user belongs in its own key");
  const auto parts = parse_url(text);
  if (!parts) return bad_url(text, "not SCHEME://HOST[:PORT]");
  const auto* scheme = std::find_if(schemes.begin(), schemes.end(),
                                    [&](const Scheme& known) { return known.name == parts->scheme; });
  if (scheme == schemes.end()) return bad_url(text, "unknown scheme");

  MailUrl url{.protocol = scheme->protocol,
              .security = scheme->security,
              .host = parts->host,
              .port = parts->port == 0 ? scheme->port : parts->port,
              .folder = {}};
  if (!percent_decode(parts->path, url.folder)) return bad_url(text, "path not understood");
  if (url.protocol == MailProtocol::smtp && !url.folder.empty()) return bad_url(text, "smtp takes no path");
  if (url.protocol == MailProtocol::imap && url.folder.empty()) url.folder = "INBOX";
  return url;
}

}  // namespace ticketd::config
