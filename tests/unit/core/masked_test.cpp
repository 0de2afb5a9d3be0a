#include "core/masked.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(Masked, TheUserAndPasswordOfAUrlAreNotTold) {
  EXPECT_EQ(without_userinfo("\"smtp://kim:pw@relay.example.com\" is not smtp://HOST"),
            "\"smtp://***@relay.example.com\" is not smtp://HOST");
  EXPECT_EQ(without_userinfo("https://token@hooks.example.com/x: no"), "https://***@hooks.example.com/x: no");
}

TEST(Masked, APasswordMayHoldAnyCharacter) {
  for (const auto* password : {"p@ss", "p/w", "a b", "p?w#x", "p:w"})
    EXPECT_EQ(without_userinfo("\"imaps://kim:" + std::string(password) + "@host\" is wrong"),
              "\"imaps://***@host\" is wrong");
}

TEST(Masked, EveryUrlOfATextIsMaskedAndOneWithoutSlashesToo) {
  EXPECT_EQ(without_userinfo("\"smtp://a:b@one\"\n\"smtp://c:d@two\""),
            "\"smtp://***@one\"\n\"smtp://***@two\"");
  EXPECT_EQ(without_userinfo("\"smtp:kim:pw@host\" and more"), "\"***@host\" and more");
}

TEST(Masked, MailAddressesAndPlainUrlsStay) {
  for (const auto* text :
       {"\"kim@example.com\" is an address of \"lee\"", "smtp://relay:25 is taken", "12:30 @ noon", ""})
    EXPECT_EQ(without_userinfo(text), text);
}

}  // namespace ticketd::core
