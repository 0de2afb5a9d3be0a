// Answers to writes, remembered by their Idempotency-Key: a client whose connection broke asks again and
// hears what was done, and nothing is done twice. In memory, the newest thousand or 8 MiB of them; after a
// restart a key is new. Any thread.
#pragma once

#include "daemon/http/message.h"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace ticketd::daemon {

class IdempotentAnswers {
 public:
  /// A key is its caller's: another's is another key. Nothing for who is nobody in particular: strangers must
  /// not meet under one key, nor crowd out those who have a name.
  [[nodiscard]] static std::optional<std::string> key_of(const HttpRequest& request);
  /// What to answer without doing anything; nullopt: do it, and finish() then. A key that stands for another
  /// request, or whose request is under way, is refused.
  [[nodiscard]] std::optional<HttpResponse> begin(const std::string& key, const HttpRequest& request);
  /// Troubles are forgotten, so that the client may try again; and so are secrets.
  void finish(const std::string& key, const HttpResponse& response);

 private:
  struct Known {
    std::string request;                   ///< digest of all that matters in it
    std::optional<HttpResponse> response;  ///< none while it is under way
  };
  void make_room();

  static constexpr std::size_t most_ = 1000, most_bytes_ = std::size_t{8} << 20U;
  std::mutex mutex_;
  std::map<std::string, Known> known_;
  std::deque<std::string> answered_;  ///< oldest first
  std::size_t bytes_ = 0;             ///< of their bodies
};

}  // namespace ticketd::daemon
