#include "daemon/intake/peer_limits.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

using Answer = PeerLimits::Answer;

TEST(PeerLimits, AnAddressHasSoManySessionsAndGetsOneBackWhenOneEnds) {
  SmtpLimits limits;
  limits.sessions_per_ip = 2;
  PeerLimits peers;
  const PeerLimits::Clock::time_point now{std::chrono::hours(1)};
  EXPECT_EQ(peers.admit("192.0.2.1", limits, now), Answer::admitted);
  EXPECT_EQ(peers.admit("192.0.2.1", limits, now), Answer::admitted);
  EXPECT_EQ(peers.admit("192.0.2.1", limits, now), Answer::too_many_sessions);
  EXPECT_EQ(peers.admit("192.0.2.2", limits, now), Answer::admitted);
  peers.left("192.0.2.1");
  EXPECT_EQ(peers.admit("192.0.2.1", limits, now), Answer::admitted);
}

TEST(PeerLimits, ANetworkOfIpv6IsOnePeer) {
  SmtpLimits limits;
  limits.sessions_per_ip = 1;
  PeerLimits peers;
  const PeerLimits::Clock::time_point now{std::chrono::hours(1)};
  EXPECT_EQ(peers.admit("2001:db8:1:2::1", limits, now), Answer::admitted);
  EXPECT_EQ(peers.admit("2001:db8:1:2:ffff::9", limits, now), Answer::too_many_sessions);
  EXPECT_EQ(peers.admit("2001:db8:1:3::1", limits, now), Answer::admitted);
}

TEST(PeerLimits, ConnectionsAreCountedByTheMinuteAndForgottenAfterIt) {
  SmtpLimits limits;
  limits.connections_per_ip_per_minute = 3;
  PeerLimits peers;
  const PeerLimits::Clock::time_point now{std::chrono::hours(1)};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(peers.admit("192.0.2.1", limits, now), Answer::admitted);
    peers.left("192.0.2.1");
  }
  EXPECT_EQ(peers.admit("192.0.2.1", limits, now), Answer::too_many_connections);
  EXPECT_EQ(peers.admit("192.0.2.9", limits, now + std::chrono::seconds(61)), Answer::admitted);
  EXPECT_EQ(peers.size(), 1U);
  EXPECT_EQ(peers.admit("192.0.2.1", limits, now + std::chrono::seconds(61)), Answer::admitted);
}

}  // namespace ticketd::daemon
