#include "daemon/intake/smtp_server.h"

#include "smtp_peer.h"
#include "store/store.h"
#include "test_certificate.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace ticketd::daemon {
namespace {

using std::chrono::milliseconds;

SmtpSettings lmtp() {
  SmtpSettings settings;
  settings.protocol = SmtpProtocol::lmtp;
  return settings;
}

const std::string group =
    "MAIL FROM:<a@b.example>\r\nRCPT TO:<support@example.com>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n";

}  // namespace

TEST(SmtpServer, TheReplyWaitsForTheStore) {
  RunningServer server;
  server.store.hold();
  Peer peer(server.address);
  peer.begin_mail().send("Subject: hi\r\n\r\ntext\r\n.\r\n");
  ASSERT_TRUE(server.store.has_mails(1));
  EXPECT_FALSE(peer.has_input());

  server.store.answer(core::Accepted{.mail = core::MailKey{812}});
  EXPECT_EQ(peer.reply(), "250 2.0.0 accepted as 812");
  EXPECT_EQ(peer.code("QUIT"), "221");
  EXPECT_EQ(peer.reply(), "closed");
  const auto mail = server.store.mails().front();
  EXPECT_EQ(mail.bytes, "Subject: hi\r\n\r\ntext\r\n");
  EXPECT_EQ(mail.source.peer, "127.0.0.1");
  EXPECT_EQ(mail.received, core::Time{std::chrono::hours(1)});
}

TEST(SmtpServer, AStoreThatIsFullDefersTheMail) {
  RunningServer server;
  server.store.hold();
  Peer peer(server.address);
  peer.begin_mail().send("x\r\n.\r\n");
  ASSERT_TRUE(server.store.has_mails(1));
  server.store.answer(fail(core::ErrorKind::store_full, "no space left"));
  EXPECT_EQ(peer.reply(), "452 4.3.1 insufficient storage");
  EXPECT_EQ(peer.code("NOOP"), "250");
}

TEST(SmtpServer, ALargeMailArrivesWholeHoweverItWasCut) {
  RunningServer server;
  std::string content;
  while (content.size() < 3'000'000)
    content += std::to_string(content.size()) + std::string(content.size() % 977, 'x') + "\r\n";
  Peer peer(server.address);
  peer.begin_mail();
  for (std::size_t at = 0, size = 1; at < content.size(); at += size, size = size % 70'000 + 997)
    peer.send(std::string_view(content).substr(at, size));
  EXPECT_EQ(peer.ask(".").substr(0, 3), "250");
  EXPECT_TRUE(server.large.bytes() == content);
  const auto mail = server.store.mails().front();
  EXPECT_TRUE(mail.bytes.empty());
  EXPECT_EQ(mail.stored.value().size, content.size());
  EXPECT_LE(server.large.longest_piece, 160U * 1024) << "so much of a mail is in memory";
}

TEST(SmtpServer, AMailThatFitsInARowNeedsNoFile) {
  RunningServer server;
  const auto content = std::string(store::largest_row - 2, 'x') + "\r\n";
  Peer peer(server.address);
  EXPECT_EQ(peer.begin_mail().ask(content + ".").substr(0, 3), "250");
  EXPECT_TRUE(server.store.mails().front().bytes == content);
  EXPECT_EQ(server.large.kept, 0U);
}

TEST(SmtpServer, ADiskThatFailsUnderALargeMailDefersItAndTheSessionGoesOn) {
  const auto fails_at = [](int call, const std::string& content) {
    RunningServer server;
    server.large.fails_at = call;
    Peer peer(server.address);
    EXPECT_EQ(peer.begin_mail().ask(content + "\r\n."), "452 4.3.1 insufficient storage") << call;
    EXPECT_TRUE(server.store.mails().empty());
    for (const auto* command : {"MAIL FROM:<a@b.example>", "RCPT TO:<support@example.com>", "DATA"})
      EXPECT_NE(peer.code(command)[0], '4') << command;
    EXPECT_EQ(peer.ask(content + "\r\n.").substr(0, 3), "250") << call;
  };
  for (int call = 0; call < 5; ++call) fails_at(call, std::string(700'000, 'x'));
  for (int call = 0; call < 2; ++call) fails_at(call, std::string(132'000, 'x'));  // all of it with its end
}

TEST(SmtpServer, ALargeMailThatIsCutOffOrTooLargeLeavesNothing) {
  SmtpSettings settings;
  settings.max_message_size = 200'000;
  RunningServer server(settings);
  { Peer(server.address).begin_mail().send(std::string(150'000, 'x')); }
  Peer next(server.address);
  EXPECT_EQ(next.begin_mail().ask(std::string(250'000, 'x') + "\r\n."), "552 5.3.4 message too large");
  EXPECT_EQ(next.code("QUIT"), "221");
  EXPECT_EQ(next.reply(), "closed");
  const auto begun = std::chrono::steady_clock::now();
  while (server.large.given_up < 2 && std::chrono::steady_clock::now() - begun < std::chrono::seconds(10))
    std::this_thread::yield();
  EXPECT_EQ(server.large.given_up, 2U);
  EXPECT_EQ(server.large.kept, 0U);
}

TEST(SmtpServer, AMailThatDoesNotFitOnTheDiskIsDeferredAtMail) {
  RunningServer server;
  server.free_space = 5'000;
  Peer peer(server.address);
  peer.reply();
  peer.ask("EHLO client.example");
  EXPECT_EQ(peer.ask("MAIL FROM:<a@b.example> SIZE=6000"), "452 4.3.1 insufficient storage");
  EXPECT_EQ(peer.code("MAIL FROM:<a@b.example> SIZE=4000"), "250");
}

TEST(SmtpServer, BehindAProxyTheClientIsWhoItNames) {
  SmtpSettings settings;
  settings.proxies = {"127.0.0.1"};
  settings.limits.sessions_per_ip = 1;
  RunningServer server(settings);
  Peer first(server.address), second(server.address), third(server.address);
  first.send("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n");
  EXPECT_EQ(first.begin_mail().ask("x\r\n."), "250 2.0.0 accepted as 1");
  EXPECT_EQ(server.store.mails().front().source.peer, "192.0.2.7");
  second.send("PROXY TCP4 192.0.2.8 198.51.100.1 56325 25\r\n");
  EXPECT_EQ(second.reply().substr(0, 3), "220");
  third.send("PROXY TCP4 192.0.2.7 198.51.100.1 56326 25\r\n");
  EXPECT_EQ(third.reply(), "421 4.7.0 too many connections");
  EXPECT_EQ(third.reply(), "closed");
  EXPECT_EQ(first.code("QUIT"), "221");
  EXPECT_EQ(first.reply(), "closed");
}

TEST(SmtpServer, AProxyMustSaySoFirstAndOnlyOnce) {
  SmtpSettings settings;
  settings.proxies = {"127.0.0.0/8"};
  RunningServer server(settings);
  Peer silent(server.address);
  silent.send("EHLO client.example\r\n");
  EXPECT_EQ(silent.reply(), "closed");
  Peer twice(server.address);
  twice.send("PROXY UNKNOWN\r\n");
  EXPECT_EQ(twice.reply().substr(0, 3), "220");
  EXPECT_EQ(twice.code("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25"), "554");
  EXPECT_EQ(twice.reply(), "closed");
}

TEST(SmtpServer, NobodyElseNamesAnotherClient) {
  RunningServer server;
  Peer peer(server.address);
  EXPECT_EQ(peer.reply().substr(0, 3), "220");
  EXPECT_EQ(peer.code("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25"), "554");
  EXPECT_EQ(peer.reply(), "closed");
}

TEST(SmtpServer, ManyMailsGoThroughOneSession) {
  RunningServer server;
  Peer peer(server.address);
  peer.begin_mail();
  for (int i = 1; i <= 100; ++i) {
    ASSERT_EQ(peer.ask("Subject: " + std::to_string(i) + "\r\n\r\n."),
              "250 2.0.0 accepted as " + std::to_string(i));
    if (i == 100) break;
    for (const auto* command : {"MAIL FROM:<>", "RCPT TO:<support@example.com>", "DATA"})
      ASSERT_NE(peer.code(command)[0], '5');
  }
  EXPECT_EQ(peer.code("MAIL FROM:<>"), "421");
}

TEST(SmtpServer, AMailThatIsCutOffIsNotHandedIn) {
  RunningServer server;
  { Peer(server.address).begin_mail().send("Subject: half a m"); }
  Peer next(server.address);
  EXPECT_EQ(next.begin_mail().ask("x\r\n."), "250 2.0.0 accepted as 1");
  EXPECT_EQ(server.store.mails().size(), 1U);
}

TEST(SmtpServer, LmtpTakesAGroupAndAMailWithTheNextGroupBehindIt) {
  RunningServer server(lmtp());
  Peer peer(server.address);
  peer.reply();
  EXPECT_EQ(peer.code("LHLO client.example"), "250");
  peer.send(group);
  for (const auto* code : {"250", "250", "250", "354"}) EXPECT_EQ(peer.reply().substr(0, 3), code);
  peer.send("x\r\n.\r\nRSET\r\n" + group);
  for (const auto* code : {"250", "250", "250", "250", "250", "250", "354"})
    EXPECT_EQ(peer.reply().substr(0, 3), code);
  EXPECT_TRUE(server.store.mails().front().source.behind_our_border);
}

TEST(SmtpServer, StarttlsGivesAFreshSession) {
  const TestCertificate certificate;
  SmtpSettings settings;
  settings.tls_certificate = certificate.certificate_file;
  settings.tls_key = certificate.key_file;
  RunningServer server(settings);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> client(SSL_CTX_new(TLS_client_method()),
                                                                 SSL_CTX_free);

  Peer peer(server.address);
  peer.reply();
  EXPECT_NE(peer.ask("EHLO client.example").find("STARTTLS"), std::string::npos);
  EXPECT_EQ(peer.code("MAIL FROM:<a@b.example>"), "250");
  EXPECT_EQ(peer.code("STARTTLS"), "220");
  ASSERT_TRUE(peer.start_tls(client.get()));
  EXPECT_EQ(peer.code("RCPT TO:<support@example.com>"), "503");
  EXPECT_EQ(peer.code("MAIL FROM:<a@b.example>"), "503");
  EXPECT_EQ(peer.ask("EHLO client.example").find("STARTTLS"), std::string::npos);
  for (const auto* command : {"MAIL FROM:<a@b.example>", "RCPT TO:<support@example.com>"})
    EXPECT_EQ(peer.code(command), "250");
  EXPECT_EQ(peer.code("DATA"), "354");
  EXPECT_EQ(peer.ask("x\r\n."), "250 2.0.0 accepted as 1");
}

TEST(SmtpServer, ACommandInTheSegmentOfStarttlsEndsTheSession) {
  const TestCertificate certificate;
  SmtpSettings settings;
  settings.tls_certificate = certificate.certificate_file;
  settings.tls_key = certificate.key_file;
  RunningServer server(settings);
  Peer peer(server.address);
  peer.reply();
  peer.ask("EHLO client.example");
  peer.send("STARTTLS\r\nNOOP injected\r\n");
  EXPECT_EQ(peer.reply(), "501 5.5.4 nothing may follow STARTTLS");
  EXPECT_EQ(peer.reply(), "closed");
}

TEST(SmtpServer, OldTlsIsRefused) {
  const TestCertificate certificate;
  SmtpSettings settings;
  settings.tls_certificate = certificate.certificate_file;
  settings.tls_key = certificate.key_file;
  RunningServer server(settings);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> client(SSL_CTX_new(TLS_client_method()),
                                                                 SSL_CTX_free);
  SSL_CTX_set_cipher_list(client.get(), "DEFAULT:@SECLEVEL=0");
  SSL_CTX_set_max_proto_version(client.get(), TLS1_1_VERSION);
  Peer peer(server.address);
  peer.reply();
  peer.ask("EHLO client.example");
  EXPECT_EQ(peer.code("STARTTLS"), "220");
  EXPECT_FALSE(peer.start_tls(client.get()));
}

TEST(SmtpServer, AMissingCertificateIsToldAtTheStart) {
  SmtpSettings settings;
  settings.tls_certificate = "/nonexistent/certificate.pem";
  EXPECT_THROW(RunningServer{settings}, std::runtime_error);
}

TEST(SmtpServer, AUnixSocketHasItsModeAndGoesAwayWithTheServer) {
  const auto path =
      std::filesystem::temp_directory_path() / ("ticketd-test-" + std::to_string(::getpid()) + ".sock");
  auto settings = lmtp();
  settings.listen = {"unix:" + path.string()};
  settings.socket_mode = "0600";
  {
    RunningServer server(settings);
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
    EXPECT_THROW(RunningServer{settings}, std::runtime_error);  // a live socket is not taken away
    Peer peer(server.address);
    EXPECT_EQ(peer.begin_mail("LHLO client.example").ask("x\r\n."), "250 2.0.0 accepted as 1");
    EXPECT_EQ(server.store.mails().front().source.peer, "unix");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(SmtpServer, ASocketFileThatACrashLeftBehindIsReplaced) {
  const auto path =
      std::filesystem::temp_directory_path() / ("ticketd-dead-" + std::to_string(::getpid()) + ".sock");
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  path.string().copy(name.sun_path, sizeof name.sun_path - 1);
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
  ::close(dead);

  auto settings = lmtp();
  settings.listen = {"unix:" + path.string()};
  RunningServer server(settings);
  EXPECT_EQ(Peer(server.address).reply(), "220 localhost LMTP");
}

TEST(SmtpServer, AnAddressThatCannotBeReadSaysWhatIsExpected) {
  for (const auto* address :
       {"2525", "desk.example.com:25", "127.0.0.1:99999", "::1:25", "unix:", "systemd:nothing"}) {
    SmtpSettings settings;
    settings.listen = {address};
    EXPECT_THROW(RunningServer{settings}, std::runtime_error) << address;
  }
}

TEST(SmtpServer, StoppingTakesLeaveOfIdlePeersAndLetsAMailFinish) {
  RunningServer server;
  server.store.hold();
  Peer idle(server.address);
  EXPECT_EQ(idle.reply().substr(0, 3), "220");
  EXPECT_EQ(idle.code("NOOP"), "250");
  Peer busy(server.address);
  busy.begin_mail().send("x\r\n.\r\n");
  ASSERT_TRUE(server.store.has_mails(1));

  const auto stopped = server.stop(std::chrono::seconds(10));
  EXPECT_EQ(idle.reply(), "421 4.3.2 the service is stopping");
  EXPECT_EQ(stopped.wait_for(milliseconds(0)), std::future_status::timeout);
  server.store.answer(core::Accepted{.mail = core::MailKey{7}});
  EXPECT_EQ(busy.reply(), "250 2.0.0 accepted as 7");
  EXPECT_EQ(busy.reply(), "421 4.3.2 the service is stopping");
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(SmtpServer, AMailThatOutlastsTheGraceIsCut) {
  RunningServer server;
  Peer busy(server.address);
  busy.begin_mail().send("half");
  EXPECT_EQ(server.stop(milliseconds(20)).wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_TRUE(server.store.mails().empty());
}

}  // namespace ticketd::daemon
