#include "config/oauth2.h"

#include "config/addresses.h"

namespace ticketd::config {

std::optional<core::OAuth2Account> read_oauth2(const Section& section) {
  core::OAuth2Account account{.token_url = section.text("token_url"),
                              .client_id = section.text("client_id"),
                              .client_secret_file = existing_file(section, "client_secret_file").string(),
                              .refresh_token_file = existing_file(section, "refresh_token_file").string(),
                              .scope = section.text("scope"),
                              .tls_ca_file = existing_file(section, "tls_ca_file").string(),
                              .mechanism = section.choice<core::TokenMechanism>("mechanism")};
  if (account.token_url.empty()) {
    if (!account.client_id.empty()) section.require("token_url");
    return std::nullopt;
  }
  const auto url = parse_url(account.token_url);
  if (!url || (url->scheme != "https" && url->scheme != "http"))
    section.wrong("token_url", "\"" + account.token_url + "\" is not https://HOST[:PORT]/PATH");
  else if (url->scheme == "http" && !is_loopback(url->host))
    section.wrong("token_url", "http:// would send the secrets in clear text to " + url->host);
  section.require("client_id");
  if (account.refresh_token_file.empty() && account.client_secret_file.empty())
    section.wrong("needs a refresh_token_file, or a client_secret_file for the application's own rights");
  return account;
}

}  // namespace ticketd::config
