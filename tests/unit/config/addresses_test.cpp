#include "config/addresses.h"

#include <gtest/gtest.h>

namespace ticketd::config {

TEST(Addresses, AListenAddressIsAPortASocketOrAPassedSocket) {
  for (const auto* right : {"127.0.0.1:2525", "[::1]:0", "unix:/run/x.sock", "unix:x.sock", "systemd:smtp"})
    EXPECT_TRUE(is_listen_address(right)) << right;
  for (const auto* wrong :
       {"2525", "127.0.0.1", "host:99999", ":25", "[::1", "unix:", "systemd:", "host:2 5", ""})
    EXPECT_FALSE(is_listen_address(wrong)) << wrong;
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
