#include "core/outlook_thread.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

using namespace std::chrono_literals;

/// 22 octets: six of a time, sixteen of a GUID.
constexpr auto begun = Time(std::chrono::days(20'779));
const std::string first_mail = "AdxZq0xvAAECAwQFBgcICQoLDA0ODw==";

}  // namespace

TEST(OutlookThread, AnAnswerKeepsTheIndexAndAddsABlockOfFiveOctets) {
  const auto answer = child_index(first_mail, begun);
  ASSERT_EQ(answer.size(), 36U) << "27 octets in base64";
  EXPECT_EQ(answer.substr(0, 28), "AdxZq0xvAAECAwQFBgcICQoLDA0O");
  EXPECT_EQ(child_index(answer, begun).size(), 44U) << "32 octets";
  EXPECT_EQ(child_index(answer, begun + 1h).substr(0, 36), answer.substr(0, 36))
      << "the answered mail's octets stay";
}

TEST(OutlookThread, TheSameAnswerHasTheSameIndexAtEveryTry) {
  EXPECT_EQ(child_index(first_mail, begun + 1h), child_index(first_mail, begun + 1h));
  EXPECT_NE(child_index(first_mail, begun + 1h), child_index(first_mail, begun + 2h));
}

TEST(OutlookThread, WhatIsNoIndexIsNotCarriedOn) {
  for (const std::string odd : {"", "short", "AdxZq0xvAAECAwQFBgcICQoLDA0ODw==x!", "\r\nBcc: a@b",
                                "AdxZq0xvAAECAwQFBgcICQoLDA0OD18="})  // 23 octets: half a block
    EXPECT_EQ(child_index(odd, begun), "") << odd;
  EXPECT_EQ(child_index(std::string(4000, 'A'), begun), "") << "too long a conversation";
}

TEST(OutlookThread, BlanksOfFoldingAreNotPartOfIt) {
  EXPECT_EQ(child_index("AdxZq0xvAAECAwQF BgcICQoLDA0ODw==", begun), child_index(first_mail, begun));
}

TEST(OutlookThread, AMailOfBeforeTheConversationIsNoTimeAfterIt) {
  const auto answer = child_index(first_mail, Time{});
  EXPECT_EQ(answer.substr(28), "DwAAAAAA");
}

}  // namespace ticketd::core
