#include "config/addresses.h"

#include <gtest/gtest.h>

namespace ticketd::config {

using Kind = ListenAddress::Kind;

TEST(Addresses, AListenAddressIsAPortASocketOrAPassedSocket) {
  EXPECT_EQ(parse_listen_address("127.0.0.1:2525"), (ListenAddress{Kind::tcp, "127.0.0.1", 2525, ""}));
  EXPECT_EQ(parse_listen_address("[::1]:0"), (ListenAddress{Kind::tcp, "::1", 0, ""}));
  EXPECT_EQ(parse_listen_address("unix:/run/x.sock"),
            (ListenAddress{Kind::unix_socket, "", 0, "/run/x.sock"}));
  EXPECT_EQ(parse_listen_address("systemd:smtp"), (ListenAddress{Kind::systemd, "", 0, "smtp"}));
  for (const auto& wrong :
       {std::string("2525"), std::string("127.0.0.1"), std::string("host:99999"), std::string(":25"),
        std::string("[::1"), std::string("unix:"), "unix:/" + std::string(120, 'x')})
    EXPECT_FALSE(parse_listen_address(wrong)) << wrong;
}

TEST(Addresses, AMailUrlNamesSchemeHostPortAndFolder) {
  const auto url = parse_mail_url("imaps://imap.example.com:1993/INBOX/Support");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "imaps");
  EXPECT_EQ(url->host, "imap.example.com");
  EXPECT_EQ(url->port, 1993);
  EXPECT_EQ(url->path, "INBOX/Support");
  for (const auto* wrong :
       {"imap.example.com", "://x", "imap://", "imap://user@host", "imap://host:0", "imap://ho st"})
    EXPECT_FALSE(parse_mail_url(wrong)) << wrong;
}

TEST(Addresses, OnlyThisMachineIsLoopback) {
  for (const auto* host : {"localhost", "127.0.0.1", "127.8.9.1", "::1"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const auto* host : {"127.0.0.1.example.com", "127.example.com", "10.0.0.1", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

}  // namespace ticketd::config
