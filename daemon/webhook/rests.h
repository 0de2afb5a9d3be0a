// Webhooks that did not answer rest for a while, a little longer each time, and so do those that were called
// often enough in this minute: their calls are put off, and the threads go on with those of others. Any
// thread.
#pragma once

#include "core/types.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

class WebhookRests {
 public:
  /// Until when; nothing: it may be called.
  [[nodiscard]] std::optional<core::Time> rests_until(std::string_view sender, core::Time now) const {
    const std::lock_guard lock(mutex_);
    const auto found = rests_.find(sender);
    if (found == rests_.end() || now >= found->second.until) return std::nullopt;
    return found->second.until;
  }

  /// It did not answer, or asked to be left alone for so long. Threads that saw it at the same time count
  /// once.
  void failed(const std::string& sender, core::Time now, std::chrono::seconds asked = {}) {
    const std::lock_guard lock(mutex_);
    auto& rest = rests_[sender];
    if (now < rest.until) return;
    rest.length = rest.length.count() == 0 ? shortest : std::min(rest.length * 2, longest);
    rest.until = now + std::clamp(asked, rest.length, longest);
  }

  void answered(const std::string& sender) {
    const std::lock_guard lock(mutex_);
    rests_[sender].length = {};
  }

  /// Another call begins; `most` of them in a minute.
  void called(const std::string& sender, core::Time now, int most) {
    const std::lock_guard lock(mutex_);
    auto& rest = rests_[sender];
    if (now >= rest.minute + std::chrono::minutes(1) || now < rest.minute) {
      rest.minute = now;
      rest.calls = 0;
    }
    if (++rest.calls >= most) rest.until = std::max(rest.until, rest.minute + std::chrono::minutes(1));
  }

  /// A person wants another try of what waits.
  void end() {
    const std::lock_guard lock(mutex_);
    rests_.clear();
  }

 private:
  static constexpr std::chrono::seconds shortest{5}, longest{15 * 60};

  struct Rest {
    core::Time until;
    std::chrono::seconds length{};  ///< of the last one without an answer
    core::Time minute{};            ///< began then
    int calls = 0;                  ///< in it
  };
  mutable std::mutex mutex_;
  std::map<std::string, Rest, std::less<>> rests_;
};

}  // namespace ticketd::daemon
