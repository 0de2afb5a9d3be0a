// The access tokens of one account (RFC 6749): asked for when one is needed, kept for four fifths of their
// life, and renewed with whatever refresh token the provider gave last. Any thread; those that come while one
// asks wait for its answer.
#pragma once

#include "core/account.h"
#include "core/result.h"
#include "daemon/mail_client/deadline.h"
#include "daemon/mail_client/login.h"
#include "daemon/mail_client/oauth2_grant.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace ticketd::daemon {

/// Where refresh tokens outlive the process, under a name each.
struct TokenVault {
  std::function<Result<std::optional<std::string>>(const std::string& name)> load;
  std::function<Result<>(const std::string& name, const std::string& token)>
      save;  ///< returns once it is durable
};

class OAuth2Tokens {
 public:
  struct Options {
    std::chrono::milliseconds patience = std::chrono::seconds{20};  ///< for one answer of the token endpoint
    std::function<Deadline()> now = [] { return std::chrono::steady_clock::now(); };
  };
  OAuth2Tokens(core::OAuth2Account account, TokenVault vault, Options options);
  OAuth2Tokens(core::OAuth2Account account, TokenVault vault)
      : OAuth2Tokens(std::move(account), std::move(vault), Options{}) {}

  struct Token {
    std::string text;
    bool fresh = false;  ///< nobody has shown it to a server yet
  };
  /// `credentials`: the provider refuses for good, a person must act; `bad_config`; anything else passes.
  Result<Token> token(const Wakeup& stop);
  /// A server did not take this one: the next is another.
  void forget(const std::string& token);

 private:
  Result<> renew(const Wakeup& stop);
  Result<OAuth2Secrets> secrets();
  Result<> keep(std::string refresh_token);
  [[nodiscard]] Result<std::string> name_of_seed() const;

  const core::OAuth2Account account_;
  const TokenVault vault_;
  const Options options_;
  std::mutex mutex_;  ///< guards what follows, also while the endpoint is asked
  std::string token_;
  Deadline renew_at_{}, expires_at_{};
  struct Unsaved {
    std::string name, token;
  };
  std::optional<Unsaved> unsaved_;  ///< the vault refused it: without it the account would be lost
};

/// Logs in as `user` with those tokens.
[[nodiscard]] LoginSource login_with_tokens(std::string user, core::TokenMechanism mechanism,
                                            std::shared_ptr<OAuth2Tokens> tokens);

/// How an account logs in: with tokens where it has them, else with the password in that file.
[[nodiscard]] LoginSource login_source(std::string user, std::string password_file,
                                       const std::optional<core::OAuth2Account>& oauth2, TokenVault vault);

}  // namespace ticketd::daemon
