// Keeps a line from filling the log: of what happens again and again, one line a minute tells how often. Any
// thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <utility>

namespace ticketd::daemon {

class OnceAMinute {
 public:
  using Clock = std::chrono::steady_clock;

  /// It happened. How often since it was told last, when it is to be told now; else 0.
  std::size_t count(Clock::time_point now = Clock::now()) {
    const std::lock_guard lock(mutex_);
    ++untold_;
    if (now < quiet_until_) return 0;
    quiet_until_ = now + std::chrono::minutes(1);
    return std::exchange(untold_, 0);
  }

 private:
  std::mutex mutex_;
  std::size_t untold_ = 0;           ///< guarded by the mutex, as the next
  Clock::time_point quiet_until_{};  ///< nothing is told before then
};

}  // namespace ticketd::daemon
