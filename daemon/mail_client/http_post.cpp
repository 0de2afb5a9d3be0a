#include "daemon/mail_client/http_post.h"

#include "core/text.h"
#include "daemon/mail_client/curl_transfer.h"
#include "daemon/mail_client/mail_url.h"

#include <memory>

namespace ticketd::daemon {
namespace {

constexpr std::size_t longest_answer = std::size_t{64} << 10;

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (text.size() + size * count > longest_answer) return 0;  // libcurl then breaks off
  text.append(bytes, size * count);
  return size * count;
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

bool is_http_to_this_machine(std::string_view url) {
  constexpr std::string_view http = "http://";
  if (!core::starts_with_ignoring_case(url, http)) return false;
  auto authority = url.substr(http.size());
  authority = authority.substr(0, authority.find_first_of("/?#"));
  const auto end = authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':');
  auto host = authority.substr(0, end);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return authority.find('@') == std::string_view::npos && is_loopback_host(host);
}

}  // namespace

Result<HttpAnswer> post_form(const HttpEndpoint& endpoint, const std::string& form, const Wakeup& stop,
                             Deadline deadline) {
  const bool clear = is_http_to_this_machine(endpoint.url);
  if (!clear && !core::starts_with_ignoring_case(endpoint.url, "https://"))
    return fail(core::ErrorKind::bad_config, endpoint.url + ": secrets go only through https://");
  HttpAnswer answer;
  CurlTransfer transfer;
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, "Accept: application/json"), &curl_slist_free_all);
  transfer.set(CURLOPT_URL, endpoint.url.c_str());
  transfer.set(CURLOPT_PROTOCOLS_STR, clear ? "http" : "https");
  transfer.set(CURLOPT_FOLLOWLOCATION, 0L);
  transfer.set(CURLOPT_HTTPHEADER, headers.get());
  transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
  transfer.set(CURLOPT_POSTFIELDS, form.c_str());
  transfer.set(CURLOPT_WRITEFUNCTION, &keep);
  transfer.set(CURLOPT_WRITEDATA, &answer.body);
  transfer.trust(endpoint.tls_ca_file);
  const auto outcome = transfer.run(stop, deadline);
  if (!outcome) return fail(outcome.error().kind, endpoint.url + ": " + outcome.error().detail);
  if (*outcome != CURLE_OK) return fail(kind_of(*outcome), endpoint.url + ": " + transfer.why(*outcome));
  curl_easy_getinfo(transfer.easy(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

std::string form_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
        c == '_')
      encoded += c;
    else
      encoded += {'%', digits[octet >> 4], digits[octet & 15]};
  }
  return encoded;
}

}  // namespace ticketd::daemon
