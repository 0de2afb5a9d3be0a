#include "core/token.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(Token, EveryFieldSurvivesTheFrame) {
  const Token token{.purpose = Purpose::forward,
                    .ticket = {987654321},
                    .party = 0xDEADBEEF,
                    .expires_week = 2970,
                    .generation = 7};
  EXPECT_EQ(decode(encode(token, 1)), token);
}

TEST(Token, AnUnknownPurposeIsNoToken) {
  auto payload = encode(Token{}, 1);
  payload[1] = 99;
  EXPECT_EQ(decode(payload), std::nullopt);
  payload[1] = 0;
  EXPECT_EQ(decode(payload), std::nullopt);
}

TEST(Token, Base32IsThatOfRfc4648InLowerCase) {
  EXPECT_EQ(base32("foobar"), "mzxw6ytboi");
  EXPECT_EQ(from_base32("MZXW6ytboi"), "foobar");
  EXPECT_EQ(from_base32("mzxw1"), std::nullopt);
}

TEST(Token, PayloadAndMacFillExactlyFortyEightCharacters) {
  EXPECT_EQ(base32(std::string(token_payload_size + token_mac_size, 'x')).size(), token_text_size);
}

}  // namespace ticketd::core
