#include "daemon/mail_client/http_post.h"

#include "config/addresses.h"
#include "core/text.h"
#include "daemon/mail_client/curl_transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

namespace ticketd::daemon {
namespace {

constexpr std::size_t longest_answer = std::size_t{64} << 10;

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  text.append(bytes, std::min(size * count, longest_answer - text.size()));
  return text.size() == longest_answer ? 0 : size * count;  // libcurl then breaks off
}

core::ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return core::ErrorKind::bad_config;
    default:
      return core::ErrorKind::network;
  }
}

/// "192.0.2.7", "2001:db8::1"; an IPv4 address in IPv6 clothes is the IPv4 address.
std::string address_text(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text) ? text : "";
  }
  if (address.sa_family != AF_INET6) return {};
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return inet_ntop(AF_INET, &v6.s6_addr[12], text, sizeof text) ? text : "";
  return inet_ntop(AF_INET6, &v6, text, sizeof text) ? text : "";
}

/// Looks at each address before there is a socket for it.
struct Gate {
  const std::function<bool(const std::string&)>& may_connect;
  std::string refused{};

  static curl_socket_t open(void* self, curlsocktype, curl_sockaddr* to) {
    auto& gate = *static_cast<Gate*>(self);
    auto address = address_text(to->addr);
    if (gate.may_connect && !gate.may_connect(address)) {
      gate.refused = std::move(address);
      return CURL_SOCKET_BAD;
    }
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  }
};

using Fields = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;
Fields header_of(const HttpPost& request) {
  Fields fields(curl_slist_append(nullptr, "Expect:"), &curl_slist_free_all);
  for (const auto& [name, value] : request.fields)
    (void)curl_slist_append(fields.get(), (name + ": " + value).c_str());  // the head of the list stays
  return fields;
}

bool is_http_to_this_machine(std::string_view text) {
  const auto url = config::parse_url(text);
  return url && url->scheme == "http" && config::is_loopback(url->host);
}

}  // namespace

Result<HttpAnswer> post(const HttpPost& request, const Wakeup& stop, Deadline deadline) {
  HttpAnswer answer;
  CurlTransfer transfer;
  Gate gate{request.may_connect};
  const auto fields = header_of(request);
  transfer.set(CURLOPT_URL, request.url.c_str());
  transfer.set(CURLOPT_PROTOCOLS_STR, request.clear_text ? "http,https" : "https");
  transfer.set(CURLOPT_FOLLOWLOCATION, 0L);
  transfer.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  transfer.set(CURLOPT_HTTPHEADER, fields.get());
  transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  transfer.set(CURLOPT_POSTFIELDS, request.body.c_str());
  transfer.set(CURLOPT_WRITEFUNCTION, &keep);
  transfer.set(CURLOPT_WRITEDATA, &answer.body);
  transfer.set(CURLOPT_OPENSOCKETFUNCTION, &Gate::open);
  transfer.set(CURLOPT_OPENSOCKETDATA, &gate);
  transfer.trust(request.tls_ca_file);
  const auto outcome = transfer.run(stop, deadline);
  curl_easy_getinfo(transfer.easy(), CURLINFO_RESPONSE_CODE, &answer.status);
  answer.cut = !outcome || *outcome != CURLE_OK;
  if (answer.status >= 200) {
    curl_off_t wait = 0;
    curl_easy_getinfo(transfer.easy(), CURLINFO_RETRY_AFTER, &wait);
    answer.retry_after = std::chrono::seconds(wait);
    return answer;
  }
  if (outcome && !gate.refused.empty())
    return fail(core::ErrorKind::policy, "its address " + gate.refused + " may not be called");
  curl_off_t uploaded = 0;
  curl_easy_getinfo(transfer.easy(), CURLINFO_SIZE_UPLOAD_T, &uploaded);
  const bool through = !request.body.empty() && uploaded == static_cast<curl_off_t>(request.body.size());
  const auto why = outcome ? transfer.why(*outcome) : outcome.error().detail;
  if (through) return fail(core::ErrorKind::uncertain, "no answer to the request: " + why);
  return fail(outcome ? kind_of(*outcome) : outcome.error().kind, why);
}

Result<HttpAnswer> post_form(const HttpEndpoint& endpoint, const std::string& form, const Wakeup& stop,
                             Deadline deadline) {
  const bool clear = is_http_to_this_machine(endpoint.url);
  if (!clear && !core::starts_with_ignoring_case(endpoint.url, "https://"))
    return fail(core::ErrorKind::bad_config, endpoint.url + ": secrets go only through https://");
  auto answer = post({.url = endpoint.url,
                      .body = form,
                      .fields = {{"Accept", "application/json"}},
                      .tls_ca_file = endpoint.tls_ca_file,
                      .clear_text = clear},
                     stop, deadline);
  if (answer && !answer->cut) return answer;
  const auto why = answer ? "the answer is too long, or was cut off" : answer.error().detail;
  const bool passing = answer || answer.error().kind == core::ErrorKind::uncertain;
  return fail(passing ? core::ErrorKind::network : answer.error().kind, endpoint.url + ": " + why);
}

}  // namespace ticketd::daemon
