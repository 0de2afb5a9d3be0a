// What is said at an OAuth 2 token endpoint (RFC 6749): the form of a request, the meaning of an answer.
// Values in, values out; every octet of an answer is somebody else's.
#pragma once

#include "core/account.h"
#include "core/result.h"
#include "daemon/mail_client/http_post.h"

#include <chrono>
#include <string>

namespace ticketd::daemon {

struct OAuth2Secrets {
  std::string client_secret;  ///< empty: a public client
  std::string refresh_token;  ///< empty: the client-credentials grant
};

/// The body of the request.
[[nodiscard]] std::string token_request(const core::OAuth2Account& account, const OAuth2Secrets& secrets);

struct TokenAnswer {
  std::string access_token;
  std::string refresh_token;  ///< empty: the old one stays good
  std::chrono::seconds life{};
};

/// `credentials`: a person must act (RFC 6749 5.2: invalid_grant and its kin); `remote_temporary`: ask again
/// later.
[[nodiscard]] Result<TokenAnswer> read_token_answer(const HttpAnswer& answer);

}  // namespace ticketd::daemon
