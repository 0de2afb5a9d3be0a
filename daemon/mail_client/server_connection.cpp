#include "daemon/mail_client/server_connection.h"

#include "core/text.h"
#include "daemon/mail_client/curl_transfer.h"
#include "daemon/mail_client/server_text.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace ticketd::daemon {
namespace {

/// Of the server, while logging in.
struct Overheard {
  std::string last_line;
  bool no_mechanism = false;  ///< its last CAPABILITY (IMAP) named none: what it takes is the LOGIN command
};

}  // namespace

struct ServerConnection::Curl {
  CurlTransfer transfer;
  curl_socket_t socket = CURL_SOCKET_BAD;
  config::MailProtocol protocol = config::MailProtocol::imap;
  Overheard overheard;

  void aim_at(const MailServer& server);
  void log_in_as(const Login& login, const char* mechanisms);
  Result<> connect(const Wakeup& stop, Deadline deadline);
};

namespace {

std::size_t overhear(char* bytes, std::size_t size, std::size_t count, void* overheard) {
  auto& heard = *static_cast<Overheard*>(overheard);
  const auto line = core::trim(std::string_view(bytes, size * count));
  if (!line.empty()) heard.last_line.assign(line.substr(0, 512));
  if (core::starts_with_ignoring_case(line, "* CAPABILITY "))
    heard.no_mechanism = core::ascii_lower(line).find(" auth=") == std::string::npos;
  return size * count;
}

std::size_t ignore_bytes(char*, std::size_t size, std::size_t count, void*) { return size * count; }

Result<> may_log_in(const config::MailUrl& url, const Login& login) {
  if (login.anonymous() || !url.betrays_passwords()) return {};
  return fail(core::ErrorKind::bad_config,
              url.host + ": a password goes only through TLS, or to this machine");
}

std::string curl_url(const MailServer& server) {
  const auto& url = server.url;
  std::string scheme = url.protocol == config::MailProtocol::imap ? "imap" : "smtp";
  if (url.security == config::TransportSecurity::tls) scheme += 's';
  const bool ipv6 = url.host.find(':') != std::string::npos;
  std::string text =
      scheme + "://" + (ipv6 ? "[" + url.host + "]" : url.host) + ':' + std::to_string(url.port);
  if (url.protocol == config::MailProtocol::smtp && !server.our_name.empty()) text += '/' + server.our_name;
  return text;
}

/// They are pinned, because libcurl would otherwise choose: CRAM-MD5, NTLM, or for a token that the server
/// does not take, an empty password.
const char* mechanisms_of(const Login& login) {
  if (login.access_token.empty()) return "AUTH=PLAIN;AUTH=LOGIN";
  switch (login.mechanism) {
    case core::TokenMechanism::xoauth2:
      return "AUTH=XOAUTH2";
    case core::TokenMechanism::oauthbearer:
      return "AUTH=OAUTHBEARER";
    case core::TokenMechanism::automatic:
      break;
  }
  return "AUTH=XOAUTH2;AUTH=OAUTHBEARER";  // of both libcurl takes the second, which is the standard
}

bool server_says_try_later(std::string_view line, config::MailProtocol protocol) {
  if (protocol == config::MailProtocol::smtp) return line.starts_with('4');
  const auto lower = core::ascii_lower(line);  // RFC 5530; Gmail answers too many connections with an ALERT
  return std::ranges::any_of(std::array{"[unavailable]", "[inuse]", "[limit]", "[throttled]", "[alert]"},
                             [&](const char* code) { return lower.find(code) != std::string::npos; });
}

core::ErrorKind kind_of(CURLcode code, std::string_view last_line, config::MailProtocol protocol) {
  switch (code) {
    case CURLE_LOGIN_DENIED:
      return server_says_try_later(last_line, protocol) ? core::ErrorKind::remote_temporary
                                                        : core::ErrorKind::credentials;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return core::ErrorKind::bad_config;
    case CURLE_USE_SSL_FAILED:
      return server_says_try_later(last_line, protocol) ? core::ErrorKind::remote_temporary
                                                        : core::ErrorKind::bad_config;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_REMOTE_ACCESS_DENIED:
      return core::ErrorKind::remote_temporary;
    default:
      return core::ErrorKind::network;
  }
}

}  // namespace

ServerConnection::ServerConnection(std::unique_ptr<Curl> curl, const Wakeup& stop)
    : curl_(std::move(curl)), stop_(&stop) {}
ServerConnection::ServerConnection(ServerConnection&&) noexcept = default;
ServerConnection& ServerConnection::operator=(ServerConnection&&) noexcept = default;
ServerConnection::~ServerConnection() = default;

Result<ServerConnection> ServerConnection::open(const MailServer& server, const Login& login,
                                                const Wakeup& stop, Deadline deadline) {
  if (auto allowed = may_log_in(server.url, login); !allowed) return fail(allowed);
  std::unique_ptr<Curl> curl;
  const auto attempt = [&](const char* mechanisms) {
    curl = std::make_unique<Curl>();
    curl->aim_at(server);
    curl->log_in_as(login, mechanisms);
    return curl->connect(stop, deadline);
  };
  auto outcome = attempt(mechanisms_of(login));
  // With pinned mechanisms libcurl never says LOGIN, which is all that `*` can mean where none is offered.
  if (!outcome && outcome.error().kind == core::ErrorKind::credentials && curl->overheard.no_mechanism &&
      !login.password.empty())
    outcome = attempt("AUTH=*");
  if (!outcome) {
    std::string detail =
        server.url.host + ':' + std::to_string(server.url.port) + ": " + outcome.error().detail;
    const auto& last_line = curl->overheard.last_line;
    if (!last_line.empty()) detail += " (server said: " + server_text(last_line) + ')';
    return fail(outcome.error().kind, std::move(detail));
  }
  return ServerConnection(std::move(curl), stop);
}

void ServerConnection::Curl::aim_at(const MailServer& server) {
  protocol = server.url.protocol;
  transfer.set(CURLOPT_URL, curl_url(server).c_str());
  transfer.set(CURLOPT_PROTOCOLS_STR, "imap,imaps,smtp,smtps");
  transfer.set(CURLOPT_CONNECT_ONLY, 1L);
  transfer.set(CURLOPT_HEADERFUNCTION, &overhear);
  transfer.set(CURLOPT_HEADERDATA, &overheard);
  transfer.set(CURLOPT_WRITEFUNCTION, &ignore_bytes);
  transfer.trust(server.tls_ca_file);
  if (server.url.security != config::TransportSecurity::clear)
    transfer.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
}

void ServerConnection::Curl::log_in_as(const Login& login, const char* mechanisms) {
  if (login.anonymous()) return;
  const bool token = !login.access_token.empty();
  transfer.set(CURLOPT_USERNAME, login.user.c_str());
  transfer.set(token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
               token ? login.access_token.c_str() : login.password.c_str());
  transfer.set(CURLOPT_LOGIN_OPTIONS, mechanisms);
}

Result<> ServerConnection::Curl::connect(const Wakeup& stop, Deadline deadline) {
  const auto outcome = transfer.run(stop, deadline);
  if (!outcome) return fail(outcome);
  if (*outcome != CURLE_OK)
    return fail(kind_of(*outcome, overheard.last_line, protocol), transfer.why(*outcome));
  curl_easy_getinfo(transfer.easy(), CURLINFO_ACTIVESOCKET, &socket);
  if (socket == CURL_SOCKET_BAD) return fail(core::ErrorKind::network, "connection lost");
  return {};
}

/// Until the socket is ready, `nudge` is raised, or the deadline; an error when the process stops.
Result<ServerConnection::Arrival> ServerConnection::wait_for(short events, const Wakeup* nudge,
                                                             Deadline deadline) {
  while (true) {
    const bool stopping = stop_->raised();
    const auto until = stopping ? std::min(deadline, end_of_grace()) : deadline;
    if (stopping && milliseconds_until(until) == 0) return fail(core::ErrorKind::network, "stopped");
    std::array<pollfd, 3> watched{
        {{.fd = curl_->socket, .events = events, .revents = 0},
         {.fd = stopping ? -1 : stop_->descriptor(), .events = POLLIN, .revents = 0},
         {.fd = nudge ? nudge->descriptor() : -1, .events = POLLIN, .revents = 0}}};
    if (::poll(watched.data(), watched.size(), milliseconds_until(until)) < 0 && errno != EINTR)
      return fail(core::ErrorKind::internal, "poll failed");
    const bool stopped_now = watched[1].revents != 0;
    if (stopped_now) continue;
    if (watched[0].revents != 0) return Arrival::bytes;
    if (watched[2].revents != 0) return Arrival::nudge;
    if (!stopping) return Arrival::silence;
  }
}

Deadline ServerConnection::end_of_grace() {
  if (!stopped_at_) stopped_at_ = std::chrono::steady_clock::now();
  return *stopped_at_ + grace_;
}

Result<> ServerConnection::send(std::string_view bytes, Deadline deadline, std::size_t* out) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const auto code = curl_easy_send(curl_->transfer.easy(), bytes.data(), bytes.size(), &sent);
    if (code == CURLE_OK) {
      bytes.remove_prefix(sent);
      if (out != nullptr) *out += sent;
      continue;
    }
    if (code != CURLE_AGAIN) return fail(core::ErrorKind::network, curl_easy_strerror(code));
    if (milliseconds_until(deadline) == 0) return fail(core::ErrorKind::network, "the server takes no bytes");
    if (auto ready = wait_for(POLLOUT, nullptr, deadline); !ready) return fail(ready);
  }
  return {};
}

/// What is there already, without waiting; false: nothing. TLS may hold octets that no poll(2) sees, so this
/// comes first.
Result<bool> ServerConnection::take(std::string& into) {
  std::array<char, 65536> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the next line
  std::size_t got = 0;
  const auto code = curl_easy_recv(curl_->transfer.easy(), buffer.data(), buffer.size(), &got);
  if (code == CURLE_AGAIN) return false;
  if (code != CURLE_OK) return fail(core::ErrorKind::network, curl_easy_strerror(code));
  if (got == 0) return fail(core::ErrorKind::network, "the server closed the connection");
  into.append(buffer.data(), got);
  return true;
}

Result<ServerConnection::Arrival> ServerConnection::receive_unless(const Wakeup& nudge, std::string& into,
                                                                   Deadline deadline) {
  while (true) {
    const auto taken = take(into);
    if (!taken) return fail(taken);
    if (*taken) return Arrival::bytes;
    if (milliseconds_until(deadline) == 0) return Arrival::silence;
    const auto woken = wait_for(POLLIN, &nudge, deadline);
    if (!woken || *woken == Arrival::nudge) return woken;
  }
}

Result<> ServerConnection::receive(std::string& into, Deadline deadline) {
  while (true) {
    const auto taken = take(into);
    if (!taken) return fail(taken);
    if (*taken) return {};
    if (milliseconds_until(deadline) == 0) return fail(core::ErrorKind::network, "the server is silent");
    if (const auto woken = wait_for(POLLIN, nullptr, deadline); !woken) return fail(woken);
  }
}

}  // namespace ticketd::daemon
