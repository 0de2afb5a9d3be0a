#include "daemon/intake/smtp_server.h"

#include "smtp_peer.h"
#include "store/store.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

using std::chrono::milliseconds;

TEST(SmtpServerLimits, WhoTalksBeforeTheGreetingIsSentAway) {
  RunningServer server({}, false);
  Peer peer(server.address);
  peer.send("EHLO early.example\r\n");
  server.start();
  EXPECT_EQ(peer.reply(), "554 5.5.0 wait for the reply");
  EXPECT_EQ(peer.reply(), "closed");
}

TEST(SmtpServerLimits, PipeliningThatWasNotOfferedEndsTheSession) {
  RunningServer server;
  Peer peer(server.address);
  peer.reply();
  peer.ask("EHLO client.example");
  peer.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n");
  EXPECT_EQ(peer.reply(), "554 5.5.0 wait for the reply");
  EXPECT_EQ(peer.reply(), "closed");
}

TEST(SmtpServerLimits, AMailWithSomethingBehindItsEndIsNotAccepted) {
  RunningServer server;
  Peer peer(server.address);
  peer.begin_mail().send("x\r\n.\r\nMAIL FROM:<smuggled@b.example>\r\n");
  EXPECT_EQ(peer.reply(), "554 5.5.0 wait for the reply");
  EXPECT_EQ(peer.reply(), "closed");
  EXPECT_TRUE(server.store.mails().empty());
}

TEST(SmtpServerLimits, ACommandEndedByABareLineFeedEndsTheSession) {
  RunningServer server;
  Peer peer(server.address);
  peer.reply();
  peer.send("NOOP\n");
  EXPECT_EQ(peer.reply(), "500 5.5.2 lines end with CR LF");
  EXPECT_EQ(peer.reply(), "closed");
}

TEST(SmtpServerLimits, ALineWithoutEndIsNotCollected) {
  RunningServer server;
  Peer peer(server.address);
  peer.reply();
  peer.send(std::string(100'000, 'A'));
  EXPECT_EQ(peer.reply(), "500 5.5.2 line too long");
  EXPECT_EQ(peer.reply(), "closed");
}

TEST(SmtpServerLimits, ASilentPeerIsCut) {
  SmtpSettings settings;
  settings.limits.command_timeout = milliseconds(30);
  RunningServer server(settings);
  Peer peer(server.address);
  peer.reply();
  EXPECT_EQ(peer.reply(), "421 4.4.2 too slow");
  EXPECT_EQ(peer.reply(), "closed");
}

TEST(SmtpServerLimits, ACommandThatDripsIsCutAtTheSameTime) {
  SmtpSettings settings;
  settings.limits.command_timeout = milliseconds(30);
  RunningServer server(settings);
  Peer peer(server.address);
  peer.reply();
  const auto begun = std::chrono::steady_clock::now();
  while (!peer.has_input(milliseconds(1))) {  // a drip: at once, it would be a line that is too long
    peer.send("N");
    ASSERT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
  }
  EXPECT_EQ(peer.reply(), "421 4.4.2 too slow");
}

TEST(SmtpServerLimits, AMailThatDripsIsCutForItsRate) {
  SmtpSettings settings;
  settings.limits.data_timeout = milliseconds(50);
  settings.limits.min_data_rate = 1'000'000'000;
  RunningServer server(settings);
  Peer peer(server.address);
  peer.begin_mail();
  const auto begun = std::chrono::steady_clock::now();
  while (!peer.has_input() && std::chrono::steady_clock::now() - begun < std::chrono::seconds(10))
    peer.send("x\r\n");
  EXPECT_EQ(peer.reply(), "421 4.4.2 too slow");
  EXPECT_TRUE(server.store.mails().empty());
}

TEST(SmtpServerLimits, OneAddressGetsOnlySoManySessions) {
  SmtpSettings settings;
  settings.limits.sessions_per_ip = 2;
  RunningServer server(settings);
  Peer first(server.address);
  Peer second(server.address);
  EXPECT_EQ(first.reply().substr(0, 3), "220");
  EXPECT_EQ(second.reply().substr(0, 3), "220");
  EXPECT_EQ(Peer(server.address).reply(), "421 4.7.0 too many connections");

  EXPECT_EQ(first.code("QUIT"), "221");
  EXPECT_EQ(first.reply(), "closed");
  EXPECT_EQ(second.code("NOOP"), "250");
}

TEST(SmtpServerLimits, ASessionThatWasNotCountedGivesNoneBackWhenItEnds) {
  SmtpSettings settings;
  settings.limits.sessions_per_ip = 1;
  auto with_proxy = settings;
  with_proxy.proxies = {"127.0.0.1"};
  RunningServer server(with_proxy);
  Peer proxy(server.address);
  proxy.send("PROXY UNKNOWN\r\n");
  EXPECT_EQ(proxy.reply().substr(0, 3), "220");

  server.take(settings);  // it is a peer like any other now
  Peer counted(server.address);
  EXPECT_EQ(counted.reply().substr(0, 3), "220");
  EXPECT_EQ(proxy.code("QUIT"), "221");
  EXPECT_EQ(proxy.reply(), "closed");
  server.take(settings);  // behind its end
  EXPECT_EQ(Peer(server.address).reply(), "421 4.7.0 too many connections");
}

TEST(SmtpServerLimits, LmtpKnowsNoLimitsByAddressButOneForAll) {
  SmtpSettings settings;
  settings.protocol = SmtpProtocol::lmtp;
  settings.limits.sessions = 3;
  settings.limits.sessions_per_ip = 1;
  RunningServer server(settings);
  Peer first(server.address), second(server.address), third(server.address);
  for (auto* peer : {&first, &second, &third}) EXPECT_EQ(peer->reply().substr(0, 3), "220");
  EXPECT_EQ(Peer(server.address).reply().substr(0, 3), "421");
}

TEST(SmtpServerLimits, WhenNearlyAllSessionsAreTakenIdlePeersAreCutSooner) {
  SmtpSettings settings;
  settings.limits.sessions = 5;
  settings.limits.errors = 20;
  RunningServer server(settings);
  Peer first(server.address), second(server.address), third(server.address), fourth(server.address);
  for (auto* peer : {&first, &second, &third, &fourth}) EXPECT_EQ(peer->reply().substr(0, 3), "220");
  EXPECT_EQ(first.ask("XYZZY"), "421 4.7.0 too many errors");
}

}  // namespace ticketd::daemon
