#include "daemon/intake/peer_limits.h"

#include <boost/asio/ip/address.hpp>

namespace ticketd::daemon {

std::string network_of(std::string_view peer) {
  boost::system::error_code not_an_address;
  const auto address = boost::asio::ip::make_address(std::string(peer), not_an_address);
  if (not_an_address || address.is_v4()) return std::string(peer);
  const auto bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.begin() + 8};
}

PeerLimits::Answer PeerLimits::admit(std::string_view peer, const SmtpLimits& limits, Clock::time_point now) {
  begin_minute(now);
  auto& counted = peers_[network_of(peer)];
  if (counted.connections >= limits.connections_per_ip_per_minute) return Answer::too_many_connections;
  ++counted.connections;
  if (counted.sessions >= limits.sessions_per_ip) return Answer::too_many_sessions;
  ++counted.sessions;
  return Answer::admitted;
}

void PeerLimits::left(std::string_view peer) {
  const auto found = peers_.find(network_of(peer));
  if (found != peers_.end() && found->second.sessions > 0) --found->second.sessions;
}

// All minutes begin together, so that nothing has to be kept of peers who are gone.
void PeerLimits::begin_minute(Clock::time_point now) {
  if (now - minute_ < std::chrono::minutes(1)) return;
  minute_ = now;
  std::erase_if(peers_, [](const auto& entry) { return entry.second.sessions == 0; });
  for (auto& [network, peer] : peers_) peer.connections = 0;
}

}  // namespace ticketd::daemon
