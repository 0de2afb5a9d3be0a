// Which next hops a thread is with: one thread at a time with each, so that a slow one holds up nobody else's
// mails, and all of them in turn. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

/// The next hop of each sender.
using Hops = std::map<std::string, std::string>;

/// A sender that no hop is known of has one of its own.
[[nodiscard]] inline std::string hop_of(const Hops& hops, std::string_view sender) {
  const auto found = hops.find(std::string(sender));
  return found == hops.end() ? std::string(sender) : found->second;
}

class HopTurns {
 public:
  /// Whether nobody was there.
  [[nodiscard]] bool enter(const std::string& hop) {
    const std::lock_guard lock(mutex_);
    if (!busy_.insert(hop).second) return false;
    last_ = hop;
    return true;
  }

  void leave(const std::string& hop) {
    const std::lock_guard lock(mutex_);
    busy_.erase(hop);
  }

  [[nodiscard]] std::set<std::string> busy() const {
    const std::lock_guard lock(mutex_);
    return busy_;
  }

  /// The one behind that which was entered last comes first.
  [[nodiscard]] std::vector<std::string> in_turn(const std::set<std::string>& hops) const {
    const std::lock_guard lock(mutex_);
    const auto next = hops.upper_bound(last_);
    std::vector<std::string> turns(next, hops.end());
    turns.insert(turns.end(), hops.begin(), next);
    return turns;
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> busy_;
  std::string last_;
};

}  // namespace ticketd::daemon
