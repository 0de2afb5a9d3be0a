// Who may ask what of the API: the control socket everything (its file mode was the permission), TCP what the
// token of the request allows. Asked before a body is read. Net thread only.
#pragma once

#include "daemon/http/message.h"
#include "daemon/http/token_book.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace ticketd::daemon {

/// What of a request says who asks.
struct Knock {
  std::string_view authorization;  ///< the field's value
  std::string_view peer;           ///< name_of_peer()
  bool local = false;
};

class Doorkeeper {
 public:
  using Clock = std::chrono::steady_clock;
  /// What a request needs; nothing for what is open to everybody.
  using Needs = std::function<std::optional<core::ApiScope>(const std::string& method, const HttpTarget&)>;
  using Used = std::function<void(const core::ApiToken&)>;

  Doorkeeper(TokenBook& tokens, Needs needs, Used used)
      : tokens_(tokens), needs_(std::move(needs)), used_(std::move(used)) {}

  /// Who asks, or the answer that sends them away.
  std::variant<Caller, HttpResponse> admit(const Knock& knock, const std::string& method,
                                           const HttpTarget& target, Clock::time_point now);

 private:
  HttpResponse refuse_token(std::string_view peer, Clock::time_point now);

  TokenBook& tokens_;
  Needs needs_;
  Used used_;
  std::unordered_map<std::string, std::size_t> failures_;  // of this minute, by network
  Clock::time_point minute_{};
};

}  // namespace ticketd::daemon
