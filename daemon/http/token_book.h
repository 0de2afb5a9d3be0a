// The API tokens that hold now, in memory, so that the net thread can ask before it reads a request's body.
// Any thread.
#pragma once

#include "core/api_token.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

class TokenBook {
 public:
  /// All of them, whenever one was made, changed or revoked.
  void replace(std::vector<core::ApiToken> tokens);

  /// It opens nothing any more, whatever the store says until it is read again.
  void forget(std::string_view name);

  /// The token whose secret this is. Every digest is compared, each in constant time.
  [[nodiscard]] std::optional<core::ApiToken> find(std::string_view secret) const;

  /// Whether a use now is worth writing down: once a minute for each token.
  [[nodiscard]] bool is_noteworthy(const std::string& name, core::Time now);

 private:
  mutable std::mutex mutex_;
  std::vector<core::ApiToken> tokens_;
  std::map<std::string, core::Time> noted_;
};

/// A new secret, which only its owner will know, and what we keep of it.
struct Secret {
  std::string text, digest;
};
[[nodiscard]] Secret make_secret();

}  // namespace ticketd::daemon
