// Every end of data that can be made of CR, LF, NUL and dot, through a socket, a session and its dialog: what
// data_reader_test proves for the reader alone holds for the whole server.
#include "smtp_peer.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace ticketd::daemon {
namespace {

const std::string group = "MAIL FROM:<a@b.example>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n";

std::string string_number(std::size_t number, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i, number /= 4) text += "\r\n\0."[number % 4];
  return text;
}

/// Calls `with(string)` for each string of one to `longest` of these octets; how many there were.
template <class With>
std::size_t for_all_strings(std::size_t longest, With with) {
  std::size_t strings = 0;
  for (std::size_t length = 1, count = 4; length <= longest; ++length, count *= 4)
    for (std::size_t number = 0; number < count; ++number, ++strings) with(string_number(number, length));
  return strings;
}

/// Where CRLF . CRLF stands for the first time, in what follows the line of DATA (whose own end counts).
std::size_t end_of_mail(const std::string& bytes) { return ("\r\n" + bytes).find("\r\n.\r\n"); }

std::string without_stuffed_dots(const std::string& content) {
  std::string text;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool line_start = i == 0 || (i >= 2 && content.compare(i - 2, 2, "\r\n") == 0);
    if (!line_start || content[i] != '.') text += content[i];
  }
  return text;
}

bool is_ambiguous(const std::string& bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\0') return true;
    if (bytes[i] == '\r' && (i + 1 == bytes.size() || bytes[i + 1] != '\n')) return true;
    if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')) return true;
  }
  return false;
}

void send_in_two(Peer& peer, const std::string& bytes, std::size_t split) {
  peer.send(std::string_view(bytes).substr(0, split));
  peer.send(std::string_view(bytes).substr(split));
}

SmtpSettings without_limits() {
  SmtpSettings settings;
  settings.limits.connections_per_ip_per_minute = 1'000'000;
  settings.limits.mails_per_session = 1'000'000;
  settings.limits.sessions_per_ip = settings.limits.sessions = 10'000;
  return settings;
}

}  // namespace

TEST(SmtpServer, OfAnyStringBetweenTwoLinesATrustedHostMayMakeOnlyContent) {
  auto settings = without_limits();
  settings.protocol = SmtpProtocol::lmtp;
  const auto path = std::filesystem::temp_directory_path() / ("ticketd-eod-" + std::to_string(::getpid()));
  settings.listen = {"unix:" + path.string()};
  RunningServer server(settings);
  std::unique_ptr<Peer> peer;
  std::vector<std::string> expected;

  const auto strings = for_all_strings(7, [&](const std::string& middle) {
    const auto bytes = "a\r\n" + middle + "x\r\n.\r\n";
    const auto end = end_of_mail(bytes);
    expected.push_back(without_stuffed_dots(bytes.substr(0, end)));
    if (!peer) {
      peer = std::make_unique<Peer>(server.address);
      peer->reply();
      peer->code("LHLO client.example");
      peer->send(group);
    }
    for (const auto* code : {"250", "250", "354"}) ASSERT_EQ(peer->reply().substr(0, 3), code);
    const bool ends_early = end + 3 < bytes.size();  // what follows would be commands
    send_in_two(*peer, ends_early ? bytes : bytes + group, expected.size() % bytes.size());
    ASSERT_EQ(peer->reply(), "250 2.0.0 accepted as " + std::to_string(expected.size()))
        << testing::PrintToString(bytes);
    if (ends_early) peer.reset();
  });

  EXPECT_EQ(strings, 21'844U);
  const auto mails = server.store.mails();
  ASSERT_EQ(mails.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_EQ(mails[i].bytes, expected[i]) << testing::PrintToString(expected[i]);
}

TEST(SmtpServer, OfAnyStringBetweenTwoLinesAStrangerMakesAtMostOneMail) {
  RunningServer server(without_limits());
  std::size_t accepted = 0, number = 0;
  for_all_strings(4, [&](const std::string& middle) {
    const auto bytes = "a\r\n" + middle + "x\r\n.\r\n";
    const auto end = end_of_mail(bytes);
    Peer peer(server.address);
    peer.begin_mail();
    send_in_two(peer, bytes + "MAIL FROM:<smuggled@b.example>\r\n", ++number % bytes.size());
    const auto reply = peer.reply();
    if (is_ambiguous(bytes.substr(0, end + 3)))
      EXPECT_EQ(reply, "550 5.6.0 lines end with CR LF, and NUL is not text")
          << testing::PrintToString(bytes);
    else if (reply.starts_with("250"))  // the end came in a segment of its own
      ++accepted;
    else
      EXPECT_EQ(reply, "554 5.5.0 wait for the reply") << testing::PrintToString(bytes);
    peer.send("QUIT\r\n");
    while (peer.reply() != "closed") {}
  });
  EXPECT_EQ(server.store.mails().size(), accepted);
}

}  // namespace ticketd::daemon
