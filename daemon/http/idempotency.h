// Answers to writes, remembered by their Idempotency-Key: a client whose connection broke asks again and
// hears what was done, and nothing is done twice. In memory, the newest thousand; after a restart a key is
// new. Any thread.
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
  /// A key is its caller's: another's is another key.
  [[nodiscard]] static std::string key_of(const HttpRequest& request);
  /// What to answer without doing anything; nullopt: do it, and finish() then. A key that stands for another
  /// request, or whose request is under way, is refused.
  [[nodiscard]] std::optional<HttpResponse> begin(const HttpRequest& request);
  /// Troubles are forgotten, so that the client may try again; and so are secrets.
  void finish(const std::string& key, const HttpResponse& response);

 private:
  struct Known {
    std::string request;                   ///< digest of all that matters in it
    std::optional<HttpResponse> response;  ///< none while it is under way
  };
  void make_room();

  static constexpr std::size_t most_ = 1000;
  std::mutex mutex_;
  std::map<std::string, Known> known_;
  std::deque<std::string> oldest_first_;
};

}  // namespace ticketd::daemon
