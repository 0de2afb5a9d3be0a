#include "daemon/intake/proxy_header.h"

#include "daemon/intake/address_list.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {
namespace {

using State = ProxyHeader::State;

std::string version_2(char version_and_command, char family, const std::string& addresses) {
  std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
  header += version_and_command;
  header += family;
  header += static_cast<char>(addresses.size() / 256);
  header += static_cast<char>(addresses.size() % 256);
  return header + addresses;
}
const std::string v4_addresses("\xC0\0\2\7\xC6\x33\x64\1\xDC\4\0\x19", 12);

}  // namespace

TEST(ProxyHeader, TheFirstVersionIsALineOfText) {
  const std::string header = "PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n";
  const auto read = read_proxy(header + "EHLO");
  EXPECT_EQ(read.state, State::complete);
  EXPECT_EQ(read.size, header.size());
  EXPECT_EQ(read.source, "192.0.2.7");
  EXPECT_EQ(read_proxy("PROXY TCP6 2001:db8::7 2001:db8::1 56324 25\r\n").source, "2001:db8::7");
  EXPECT_EQ(read_proxy("PROXY TCP6 ::ffff:192.0.2.7 ::1 56324 25\r\n").source, "192.0.2.7");
  EXPECT_EQ(read_proxy("PROXY UNKNOWN\r\n").state, State::complete);
  EXPECT_EQ(read_proxy("PROXY UNKNOWN whatever this is\r\n").source, "");
}

TEST(ProxyHeader, TheSecondVersionIsBinary) {
  const auto header = version_2(0x21, 0x11, v4_addresses);
  const auto read = read_proxy(header + "EHLO");
  EXPECT_EQ(read.state, State::complete);
  EXPECT_EQ(read.size, header.size());
  EXPECT_EQ(read.source, "192.0.2.7");
  EXPECT_EQ(read_proxy(version_2(0x21, 0x11, v4_addresses + "extensions")).source, "192.0.2.7");
  const std::string v6 =
      std::string("\x20\1\x0D\xB8", 4) + std::string(11, '\0') + "\7" + std::string(20, '\0');
  EXPECT_EQ(read_proxy(version_2(0x21, 0x21, v6)).source, "2001:db8::7");
  EXPECT_EQ(read_proxy(version_2(0x20, 0, "")).source, "") << "LOCAL";
  EXPECT_EQ(read_proxy(version_2(0x21, 0, "")).state, State::complete) << "UNSPEC";
}

TEST(ProxyHeader, EveryBeginningOfAHeaderWaitsForTheRest) {
  for (const auto& header :
       {std::string("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n"), version_2(0x21, 0x11, v4_addresses)})
    for (std::size_t size = 0; size < header.size(); ++size)
      EXPECT_EQ(read_proxy(header.substr(0, size)).state, State::incomplete) << size;
}

TEST(ProxyHeader, AnythingElseIsWrong) {
  for (const std::string& bytes :
       {std::string("EHLO x\r\n"), std::string("PROXY\r\n"),
        std::string("proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n"),
        std::string("PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n"),
        std::string("PROXY TCP4 2001:db8::7 198.51.100.1 56324 25\r\n"),
        std::string("PROXY TCP6 192.0.2.7 ::1 56324 25\r\n"),
        std::string("PROXY TCP4 192.0.2.7 198.51.100.1 99999 25\r\n"),
        std::string("PROXY TCP4 192.0.2.7  198.51.100.1 5 25\r\n"),
        std::string("PROXY UDP4 192.0.2.7 198.51.100.1 5 25\r\n"), "PROXY " + std::string(200, 'x'),
        version_2(0x11, 0x11, v4_addresses), version_2(0x22, 0x11, v4_addresses),
        version_2(0x21, 0x12, v4_addresses), version_2(0x21, 0x11, "short"),
        version_2(0x21, 0x11, v4_addresses + std::string(600, 'x'))})
    EXPECT_EQ(read_proxy(bytes).state, State::wrong) << testing::PrintToString(bytes);
}

TEST(AddressList, AddressesAndNetworksContainTheirMembers) {
  const auto list = AddressList::parse({"192.0.2.7", "10.1.0.0/16", "2001:db8::/32", "::1"}).value();
  for (const auto* member : {"192.0.2.7", "10.1.0.0", "10.1.255.255", "2001:db8::7", "::1"})
    EXPECT_TRUE(list.contains(member)) << member;
  for (const auto* other : {"192.0.2.8", "10.2.0.1", "2001:db9::1", "::2", "unix", ""})
    EXPECT_FALSE(list.contains(other)) << other;
  EXPECT_FALSE(AddressList().contains("192.0.2.7"));
  for (const auto* wrong : {"10.1.0.0/33", "desk.example.com", "10.1", "", "::1/200", "10.0.0.0/x"})
    EXPECT_FALSE(AddressList::parse({wrong})) << wrong;
}

}  // namespace ticketd::daemon
