// Whether the account at a next hop may be used: one that was refused (a wrong password, a certificate that
// is not trusted) rests, a little longer each time, and with it every mail of its route. Any thread.
#pragma once

#include "core/error.h"
#include "core/types.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>

namespace ticketd::daemon {

class AccountPause {
 public:
  struct Running {
    core::Time until;
    core::Error refusal;
  };

  /// The pause that holds now.
  [[nodiscard]] std::optional<Running> at(core::Time now) const {
    const std::lock_guard lock(mutex_);
    return running_ && running_->until > now ? running_ : std::nullopt;
  }

  /// Another refusal. Those of threads that tried at the same time are one.
  Running refused(const core::Error& refusal, core::Time now) {
    const std::lock_guard lock(mutex_);
    if (!running_ || running_->until <= now) {
      running_.emplace(Running{now + length_, refusal});
      length_ = std::min(length_ * 2, longest);
    }
    return *running_;
  }

  /// The account was taken, or a person asks for another try.
  void end() {
    const std::lock_guard lock(mutex_);
    running_.reset();
    length_ = shortest;
  }

 private:
  static constexpr std::chrono::minutes shortest{1}, longest{15};

  mutable std::mutex mutex_;
  std::optional<Running> running_;
  std::chrono::minutes length_ = shortest;
};

}  // namespace ticketd::daemon
