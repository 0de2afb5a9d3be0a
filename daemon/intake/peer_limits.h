// How many sessions and new connections one address may have. An IPv6 peer is its /64, since it owns all of
// it. A value over time: the clock is passed in. Net thread only.
#pragma once

#include "daemon/intake/smtp_settings.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ticketd::daemon {

/// What one owner has: an IPv4 address, or the /64 of an IPv6 address.
[[nodiscard]] std::string network_of(std::string_view peer);

class PeerLimits {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Answer : std::uint8_t { admitted, too_many_sessions, too_many_connections };

  /// A new connection of `peer` (name_of_peer()). Once admitted it is counted until left().
  Answer admit(std::string_view peer, const SmtpLimits& limits, Clock::time_point now);
  void left(std::string_view peer);
  [[nodiscard]] std::size_t size() const { return peers_.size(); }

 private:
  struct Peer {
    std::size_t sessions = 0;
    std::size_t connections = 0;  // in this minute
  };
  void begin_minute(Clock::time_point now);

  std::unordered_map<std::string, Peer> peers_;
  Clock::time_point minute_{};
};

}  // namespace ticketd::daemon
