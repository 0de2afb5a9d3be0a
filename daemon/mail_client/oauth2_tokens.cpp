#include "daemon/mail_client/oauth2_tokens.h"

#include "crypto/digest.h"
#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace ticketd::daemon {

OAuth2Tokens::OAuth2Tokens(core::OAuth2Account account, TokenVault vault, Options options)
    : account_(std::move(account)), vault_(std::move(vault)), options_(std::move(options)) {}

Result<OAuth2Tokens::Token> OAuth2Tokens::token(const Wakeup& stop) {
  const std::lock_guard lock(mutex_);
  if (!token_.empty() && options_.now() < renew_at_) return Token{token_, false};
  if (auto renewed = renew(stop); !renewed) {
    const bool passes = renewed.error().kind != core::ErrorKind::credentials;
    if (token_.empty() || !passes || options_.now() >= expires_at_) return fail(renewed);
    return Token{token_, false};  // it is good for a fifth of its life yet
  }
  return Token{token_, true};
}

void OAuth2Tokens::forget(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (token_ == token) token_.clear();
}

Result<> OAuth2Tokens::renew(const Wakeup& stop) {
  const auto known = secrets();
  if (!known) return fail(known);
  const auto asked_at = options_.now();
  const auto answer = post_form({account_.token_url, account_.tls_ca_file}, token_request(account_, *known),
                                stop, after(options_.patience));
  if (!answer) return fail(answer);
  auto granted = read_token_answer(*answer);
  if (!granted) return fail(granted.error().kind, account_.token_url + ": " + granted.error().detail);
  const bool rotated = !granted->refresh_token.empty() && granted->refresh_token != known->refresh_token;
  if (rotated && !known->refresh_token.empty())  // the old one may be void already
    if (auto kept = keep(std::move(granted->refresh_token)); !kept) return kept;
  token_ = std::move(granted->access_token);
  renew_at_ = asked_at + granted->life * 4 / 5;
  expires_at_ = asked_at + granted->life;
  spdlog::info("token.renewed client={} life={}s rotated={}", word(account_.client_id), granted->life.count(),
               rotated);
  return {};
}

/// The refresh token that the provider gave last, or that of the file where it has given none since. The
/// vault's name is made of the file's token, so a person who puts a new one there begins anew.
Result<OAuth2Secrets> OAuth2Tokens::secrets() {
  OAuth2Secrets known;
  if (!account_.client_secret_file.empty()) {
    auto secret = secret_in(account_.client_secret_file);
    if (!secret) return fail(secret);
    known.client_secret = std::move(*secret);
  }
  if (account_.refresh_token_file.empty()) return known;
  const auto name = name_of_seed();
  if (!name) return fail(name);
  if (unsaved_ && unsaved_->name == *name)
    if (auto kept = keep(unsaved_->token); !kept) return fail(kept);
  auto kept = vault_.load(*name);
  if (!kept) return fail(kept);
  auto token = *kept ? Result<std::string>(std::move(**kept)) : secret_in(account_.refresh_token_file);
  if (!token) return fail(token);
  known.refresh_token = std::move(*token);
  return known;
}

Result<> OAuth2Tokens::keep(std::string refresh_token) {
  const auto name = name_of_seed();
  if (!name) return fail(name);
  unsaved_ = Unsaved{*name, std::move(refresh_token)};
  if (auto saved = vault_.save(unsaved_->name, unsaved_->token); !saved) return saved;
  unsaved_.reset();
  return {};
}

Result<std::string> OAuth2Tokens::name_of_seed() const {
  const auto seed = secret_in(account_.refresh_token_file);
  if (!seed) return fail(seed);
  return "oauth2:" + crypto::sha256_hex(account_.token_url + '\n' + account_.client_id + '\n' + *seed);
}

LoginSource login_with_tokens(std::string user, core::TokenMechanism mechanism,
                              std::shared_ptr<OAuth2Tokens> tokens) {
  return
      [user = std::move(user), mechanism, tokens = std::move(tokens)](const Wakeup& stop) -> Result<Login> {
        auto token = tokens->token(stop);
        if (!token) return fail(token);
        Login login{.user = user, .password = {}, .access_token = token->text, .mechanism = mechanism};
        if (!token->fresh) login.forget = [tokens, text = std::move(token->text)] { tokens->forget(text); };
        return login;
      };
}

LoginSource login_source(std::string user, std::string password_file,
                         const std::optional<core::OAuth2Account>& oauth2, TokenVault vault) {
  if (!oauth2) return login_from_file(std::move(user), std::move(password_file));
  return login_with_tokens(std::move(user), oauth2->mechanism,
                           std::make_shared<OAuth2Tokens>(*oauth2, std::move(vault)));
}

}  // namespace ticketd::daemon
