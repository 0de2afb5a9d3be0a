#include "daemon/http/idempotency.h"

#include "crypto/digest.h"

namespace ticketd::daemon {

namespace {

std::string digest_of(const HttpRequest& request) {
  std::string all = request.method;
  for (const auto& segment : request.target.path) (all += '\0') += segment;
  for (const auto& [name, value] : request.target.query) ((all += '\0') += name + '=') += value;
  return crypto::sha256_hex((all += '\0') + request.body);
}

}  // namespace

std::optional<std::string> IdempotentAnswers::key_of(const HttpRequest& request) {
  const auto& caller = request.caller;
  if (request.method != "POST" || request.idempotency_key.empty()) return std::nullopt;
  if (!caller.local && caller.token.empty()) return std::nullopt;
  return (caller.local ? "operator" : "token " + caller.token) + '\0' + request.idempotency_key;
}

std::optional<HttpResponse> IdempotentAnswers::begin(const std::string& key, const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto digest = digest_of(request);
  const auto [known, is_new] = known_.try_emplace(key, Known{digest, std::nullopt});
  if (is_new) return std::nullopt;
  if (known->second.request != digest)
    return problem(422, "malformed", "this Idempotency-Key was used for another request");
  if (!known->second.response)
    return problem(409, "conflict", "the request with this Idempotency-Key is under way");
  return known->second.response;
}

void IdempotentAnswers::finish(const std::string& key, const HttpResponse& response) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(key);
  if (known == known_.end()) return;
  if (response.status >= 500 || response.status == 409 || response.secret) {
    known_.erase(known);
    return;
  }
  known->second.response = response;
  bytes_ += response.body.size();
  answered_.push_back(key);
  make_room();
}

/// What is under way stays: there are no more of these than requests that may wait.
void IdempotentAnswers::make_room() {
  while (answered_.size() > most_ || bytes_ > most_bytes_) {
    const auto oldest = known_.find(answered_.front());
    bytes_ -= oldest->second.response->body.size();
    known_.erase(oldest);
    answered_.pop_front();
  }
}

}  // namespace ticketd::daemon
