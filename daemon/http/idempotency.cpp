#include "daemon/http/idempotency.h"

#include "crypto/digest.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

std::string digest_of(const HttpRequest& request) {
  std::string all = request.method;
  for (const auto& segment : request.target.path) (all += '\0') += segment;
  for (const auto& [name, value] : request.target.query) ((all += '\0') += name + '=') += value;
  return crypto::sha256_hex((all += '\0') + request.body);
}

}  // namespace

std::string IdempotentAnswers::key_of(const HttpRequest& request) {
  return request.caller.token + '\0' + request.idempotency_key;
}

std::optional<HttpResponse> IdempotentAnswers::begin(const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto digest = digest_of(request);
  const auto key = key_of(request);
  const auto known = known_.find(key);
  if (known == known_.end()) {
    make_room();
    known_.emplace(key, Known{digest, std::nullopt});
    oldest_first_.push_back(key);
    return std::nullopt;
  }
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
  if (response.status < 500 && response.status != 409 && !response.secret) {
    known->second.response = response;
    return;
  }
  known_.erase(known);
  std::erase(oldest_first_, key);
}

void IdempotentAnswers::make_room() {
  while (oldest_first_.size() >= most_) {
    known_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
}

}  // namespace ticketd::daemon
