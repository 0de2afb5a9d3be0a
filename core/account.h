// How we log in to a mail server with OAuth 2 instead of a password, as it is configured; read by the mail
// client only.
#pragma once

#include <cstdint>
#include <string>

namespace ticketd::core {

/// How the token is shown to the mail server; `automatic`: whichever of the two it offers.
enum class TokenMechanism : std::uint8_t { automatic, xoauth2, oauthbearer };

struct OAuth2Account {
  std::string token_url;  ///< https://, or http:// to this machine
  std::string client_id;
  std::string client_secret_file;  ///< absolute; empty: a public client
  std::string refresh_token_file;  ///< absolute; empty: the client-credentials grant
  std::string scope;               ///< empty: what the grant already names
  std::string tls_ca_file;         ///< absolute; empty: the system's
  TokenMechanism mechanism = TokenMechanism::automatic;
  bool operator==(const OAuth2Account&) const = default;
};

}  // namespace ticketd::core
