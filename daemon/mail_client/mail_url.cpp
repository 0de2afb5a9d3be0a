#include "daemon/mail_client/mail_url.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ticketd::daemon {
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

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == ':';
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// False where a percent sign is not followed by two hexadecimal digits, or a control character comes out.
bool percent_decode(std::string_view text, std::string& decoded) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    decoded.push_back(c);
  }
  return true;
}

/// "host", "host:port", "[::1]" or "[::1]:port" into `url`.
bool read_authority(std::string_view authority, MailUrl& url) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return false;
    url.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) return false;
  } else {
    const auto colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon);
    if (port.find(':', 1) != std::string_view::npos) return false;
  }
  if (url.host.empty() || !std::all_of(url.host.begin(), url.host.end(), is_host_character)) return false;
  if (port.empty()) return true;
  const auto digits = port.substr(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
  return error == std::errc{} && end == digits.data() + digits.size() && url.port != 0;
}

bool is_ipv4_loopback(std::string_view host) {
  const auto parts = core::split(host, '.');
  return parts.size() == 4 && parts[0] == "127" && std::all_of(parts.begin(), parts.end(), [](auto part) {
           return !part.empty() && part.size() <= 3 && part.find_first_not_of("0123456789") == part.npos;
         });
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  return core::equal_ignoring_case(host, "localhost") || host == "::1" || is_ipv4_loopback(host);
}

Result<MailUrl> parse_mail_url(std::string_view text) {
  const auto separator = text.find("://");
  if (separator == std::string_view::npos) return bad_url(text, "no scheme such as imaps:// or smtp://");
  const auto* scheme = std::find_if(schemes.begin(), schemes.end(), [&](const Scheme& known) {
    return core::equal_ignoring_case(known.name, text.substr(0, separator));
  });
  if (scheme == schemes.end()) return bad_url(text, "unknown scheme");

  MailUrl url{.protocol = scheme->protocol,
              .security = scheme->security,
              .host = {},
              .port = scheme->port,
              .folder = {}};
  const auto rest = text.substr(separator + 3);
  const auto slash = rest.find('/');
  const auto authority = rest.substr(0, slash);
  const auto path = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  if (authority.find('@') != std::string_view::npos)
    return bad_url("mail url", "the user belongs in its own key");
  if (!read_authority(authority, url)) return bad_url(text, "host or port not understood");
  if (!percent_decode(path, url.folder)) return bad_url(text, "path not understood");
  if (url.protocol == MailProtocol::smtp && !url.folder.empty()) return bad_url(text, "smtp takes no path");
  if (url.protocol == MailProtocol::imap && url.folder.empty()) url.folder = "INBOX";
  return url;
}

}  // namespace ticketd::daemon
