#include "daemon/http/token_book.h"

#include "crypto/digest.h"

namespace ticketd::daemon {

void TokenBook::replace(std::vector<core::ApiToken> tokens) {
  const std::lock_guard lock(mutex_);
  tokens_ = std::move(tokens);
}

void TokenBook::forget(std::string_view name) {
  const std::lock_guard lock(mutex_);
  std::erase_if(tokens_, [&](const core::ApiToken& token) { return token.name == name; });
}

std::optional<core::ApiToken> TokenBook::find(std::string_view secret) const {
  const auto digest = crypto::sha256_hex(secret);
  const std::lock_guard lock(mutex_);
  const core::ApiToken* found = nullptr;
  for (const auto& token : tokens_)
    if (crypto::equal_in_constant_time(token.digest, digest)) found = &token;
  return found ? std::optional(*found) : std::nullopt;
}

bool TokenBook::is_noteworthy(const std::string& name, core::Time now) {
  const std::lock_guard lock(mutex_);
  auto& last = noted_[name];
  if (last != core::Time{} && now >= last && now - last < std::chrono::minutes(1)) return false;
  last = now;
  return true;
}

Secret make_secret() {
  auto text = "ticketd_" + crypto::to_hex(crypto::random_key());
  auto digest = crypto::sha256_hex(text);
  return {std::move(text), std::move(digest)};
}

}  // namespace ticketd::daemon
