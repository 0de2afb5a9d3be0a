// One HTTP POST: bounded in time and in what is read of the answer, TLS verified, no redirects, no proxy that
// the environment happens to name. Blocking; any thread.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/deadline.h"
#include "daemon/mail_client/wakeup.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::daemon {

struct HttpPost {
  std::string url;
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;  ///< of the header
  std::string tls_ca_file;                                  ///< empty: the system's
  bool clear_text = false;                                  ///< http://, else https:// and nothing else
  /// Asked for the very address that is about to be connected to, so that a name cannot lead elsewhere
  /// between a check and the call; empty: any.
  std::function<bool(const std::string& address)> may_connect{};
};

struct HttpAnswer {
  long status = 0;
  std::string body;                    ///< at most 64 KiB of it
  bool cut = false;                    ///< there was more, or it never came
  std::chrono::seconds retry_after{};  ///< as asked for; zero: not
};

/// Any status is an answer, and counts as soon as it is there. Errors: `network` (the request did not get
/// through), `uncertain` (it did, or may have, and nothing came back), `policy` (the address may not be
/// connected to), `bad_config` (the certificate is not trusted, no such protocol).
[[nodiscard]] Result<HttpAnswer> post(const HttpPost& request, const Wakeup& stop, Deadline deadline);

struct HttpEndpoint {
  std::string url;          ///< https://, or http:// to this machine
  std::string tls_ca_file;  ///< empty: the system's
};

/// A form, for OAuth 2 token requests. Errors: `network`, `bad_config` (the certificate is not trusted, clear
/// text to another machine).
[[nodiscard]] Result<HttpAnswer> post_form(const HttpEndpoint& endpoint, const std::string& form,
                                           const Wakeup& stop, Deadline deadline);

}  // namespace ticketd::daemon
