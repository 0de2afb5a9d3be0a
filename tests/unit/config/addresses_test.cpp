#include "config/addresses.h"

#include <gtest/gtest.h>

namespace ticketd::config {

TEST(Addresses, AListenAddressIsAPortASocketOrAPassedSocket) {
  for (const auto* right : {"127.0.0.1:2525", "[::1]:0", "unix:/run/x.sock", "unix:x.sock", "systemd:smtp"})
    EXPECT_TRUE(is_listen_address(right)) << right;
  for (const auto* wrong : {"2525", "127.0.0.1", "desk.example.com:25", "::1:25", "[127.0.0.1]:25",
                            "host:99999", ":25", "[::1", "unix:", "systemd:", "host:2 5", ""})
    EXPECT_FALSE(is_listen_address(wrong)) << wrong;
}

TEST(Addresses, OneAddressIsListenedOnOnce) {
  EXPECT_TRUE(exclude_each_other("127.0.0.1:25", "localhost:25"));
  EXPECT_TRUE(exclude_each_other("0.0.0.0:25", "127.0.0.1:25"));
  EXPECT_TRUE(exclude_each_other("[::1]:25", "[0:0:0:0:0:0:0:1]:25"));
  EXPECT_TRUE(exclude_each_other("unix:/run/x.sock", "unix:/run/x.sock"));
  EXPECT_FALSE(exclude_each_other("127.0.0.1:25", "127.0.0.1:26"));
  EXPECT_FALSE(exclude_each_other("127.0.0.1:0", "127.0.0.1:0")) << "each gets a free port of its own";
  EXPECT_FALSE(exclude_each_other("127.0.0.1:25", "127.0.0.2:25"));
  EXPECT_FALSE(exclude_each_other("0.0.0.0:25", "[::]:25"));
}

TEST(Addresses, AHostNameIsOneOfRfc1123) {
  for (const auto* right :
       {"desk.example.com", "localhost", "3com.example", "a-b.example", "xn--9t4b.example"})
    EXPECT_TRUE(is_host_name(right)) << right;
  for (const auto* wrong : {"", ".", "desk..example", "desk.example.com.", "-a.example", "a-.example",
                            "a_b.example", "a b", "desk.example.com\r\nX: y", "127.0.0.1", "한국.example"})
    EXPECT_FALSE(is_host_name(wrong)) << wrong;
  EXPECT_FALSE(is_host_name(std::string(64, 'a')));
}

TEST(Addresses, AUrlNamesSchemeHostPortAndPath) {
  const auto url = parse_url("HTTPS://login.example.com:8443/tenant/token");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "login.example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "tenant/token");
  for (const auto* wrong :
       {"imap.example.com", "://x", "imap://", "imap://user@host", "imap://host:0", "imap://ho st"})
    EXPECT_FALSE(parse_url(wrong)) << wrong;
}

TEST(Addresses, OnlyThisMachineIsLoopback) {
  for (const auto* host : {"localhost", "LocalHost", "127.0.0.1", "127.8.9.1", "::1"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const auto* host : {"127.0.0.1.example.com", "127.example.com", "127.x.0.1", "10.0.0.1", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

}  // namespace ticketd::config
