// One HTTP POST of a form, for OAuth 2 token requests: bounded in time and size, TLS verified, no redirects.
// Blocking; any thread.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/deadline.h"
#include "daemon/mail_client/wakeup.h"

#include <string>

namespace ticketd::daemon {

struct HttpEndpoint {
  std::string url;          ///< https://, or http:// to this machine
  std::string tls_ca_file;  ///< empty: the system's
};

struct HttpAnswer {
  long status = 0;
  std::string body;  ///< at most 64 KiB: a longer one is an error
};

/// Any status is an answer. Errors: `network`, `bad_config` (the certificate is not trusted, clear text to
/// another machine).
[[nodiscard]] Result<HttpAnswer> post_form(const HttpEndpoint& endpoint, const std::string& form,
                                           const Wakeup& stop, Deadline deadline);

/// A name or value as it stands in a form (application/x-www-form-urlencoded).
[[nodiscard]] std::string form_encoded(std::string_view text);

}  // namespace ticketd::daemon
