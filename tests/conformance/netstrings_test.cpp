#include "store/netstrings.h"

#include <gtest/gtest.h>

namespace ticketd::store {

using Texts = std::map<std::string, std::string>;

TEST(Netstrings, WhateverTheTextsHoldComesBack) {
  const Texts texts{{"", "no name"}, {"empty", ""}, {"text", "1:a줄\n\"끝\"\0" + std::string(100'000, '7')}};
  Texts back{{"left", "over"}};
  ASSERT_TRUE(from_netstrings(to_netstrings(texts), back));
  EXPECT_EQ(back, texts);
  ASSERT_TRUE(from_netstrings("", back));
  EXPECT_TRUE(back.empty());
}

TEST(Netstrings, WhatNobodyWroteIsACorruptStore) {
  Texts texts;
  for (const auto* bytes : {"4:name", "4:name5:text", "name", "4;name4:text", "-1:4:text",
                            "99999999999999999999:", ":", "4:name4:text0"}) {
    const auto read = from_netstrings(bytes, texts);
    ASSERT_FALSE(read) << bytes;
    EXPECT_EQ(read.error().kind, core::ErrorKind::corrupt_store);
  }
}

}  // namespace ticketd::store
