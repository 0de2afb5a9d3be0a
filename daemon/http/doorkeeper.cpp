#include "daemon/http/doorkeeper.h"

#include "core/names.h"
#include "core/text.h"
#include "daemon/intake/peer_limits.h"

#include <spdlog/spdlog.h>

namespace ticketd::daemon {

namespace {

constexpr std::size_t failures_per_minute = 10;
constexpr std::size_t most_networks = 10'000;  // that are remembered for a minute

/// "Bearer SECRET"; empty for anything else.
std::string_view bearer_secret(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!core::starts_with_ignoring_case(authorization, scheme)) return {};
  return core::trim(authorization.substr(scheme.size()));
}

}  // namespace

std::variant<Caller, HttpResponse> Doorkeeper::admit(const Knock& knock, const std::string& method,
                                                     const HttpTarget& target, Clock::time_point now) {
  if (knock.local) return Caller{.local = true, .scope = core::ApiScope::admin, .token = {}, .agent = {}};
  const auto needed = needs_(method, target);
  if (!needed) return Caller{};
  const auto secret = bearer_secret(knock.authorization);
  if (secret.empty()) return problem(401, "policy", "this needs a token: Authorization: Bearer …");
  const auto token = tokens_.find(secret);
  if (!token) return refuse_token(knock.peer, now);
  used_(*token);
  if (token->scope < *needed)
    return problem(403, "policy", "this needs a token of scope " + std::string(core::name_of(*needed)));
  return Caller{.local = false, .scope = token->scope, .token = token->name, .agent = token->agent};
}

/// Who guesses is soon told nothing but to wait. A right token is heard all the same: behind a proxy every
/// program has the guesser's address.
HttpResponse Doorkeeper::refuse_token(std::string_view peer, Clock::time_point now) {
  if (now - minute_ >= std::chrono::minutes(1) || failures_.size() > most_networks) {
    failures_.clear();
    minute_ = now;
  }
  auto& failures = failures_[network_of(peer)];
  if (failures >= failures_per_minute) return problem(429, "policy", "too many wrong tokens: wait a minute");
  if (++failures == failures_per_minute)
    spdlog::warn("http.token_guessing peer={} failures={}", peer, failures);
  else
    spdlog::info("http.token_refused peer={}", peer);
  return problem(401, "policy", "this token is not known");
}

}  // namespace ticketd::daemon
