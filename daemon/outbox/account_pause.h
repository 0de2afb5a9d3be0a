// Whether the account at a next hop may be used: one that was refused (a wrong password, a certificate that
// is not trusted) rests, a little longer each time, and with it every mail of its route. Any thread.
#pragma once

#include "core/account_news.h"
#include "core/error.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

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
    const auto since = trouble_ ? trouble_->since : now;
    trouble_ = {since, refusal.detail, true};
    if (!running_ || running_->until <= now) {
      running_.emplace(Running{now + length_, refusal});
      length_ = std::min(length_ * 2, longest);
    }
    return *running_;
  }

  /// The account was taken.
  void end() {
    const std::lock_guard lock(mutex_);
    lift_locked();
    trouble_.reset();
    worked_ = true;
  }

  /// A person asks for another try.
  void lift() {
    const std::lock_guard lock(mutex_);
    lift_locked();
  }

  [[nodiscard]] core::AccountState state_of(std::string route) const {
    const std::lock_guard lock(mutex_);
    return {core::AccountState::Kind::outgoing, std::move(route), worked_, trouble_};
  }

 private:
  static constexpr std::chrono::minutes shortest{1}, longest{15};

  void lift_locked() {
    running_.reset();
    length_ = shortest;
  }

  mutable std::mutex mutex_;
  std::optional<Running> running_;
  std::chrono::minutes length_ = shortest;
  std::optional<core::AccountTrouble> trouble_;  ///< outlives the pauses: until the account is taken
  bool worked_ = false;
};

}  // namespace ticketd::daemon
