#include "parsers/folding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace ticketd::parsers {
namespace {

TEST(Folding, KeepsLettersOfAllScriptsAndLeavesOutWhatAClientVaries) {
  EXPECT_EQ(fold("  Sent  FROM\tmy\u00a0iPhone "), "sent from my iphone");
  EXPECT_EQ(fold("보낸 사람\u3000：　김민지"), "보낸 사람 : 김민지");
  EXPECT_EQ(fold("来自我的　ｉＰｈｏｎｅ"), "来自我的 iphone");
  EXPECT_EQ(fold("かﾞ\u200b ГРУППА"), "かﾞ группа");
}

TEST(Folding, ACharacterThatIsCutOffIsBroken) {
  EXPECT_EQ(fold("김\xEA\xB9"), "김\uFFFD");
  EXPECT_EQ(fold("\xE4"), "\uFFFD");
}

/// By the words of folding.h, one byte after the other.
bool changes_only_case_by_byte(const std::string& text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return text.find("  ") == std::string::npos &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

TEST(Folding, WhatChangesMoreThanCaseIsSeenWhereverItStands) {
  for (const std::size_t length : {1, 2, 15, 16, 17, 31, 32, 33, 50})
    for (std::size_t at = 0; at + 1 < length; ++at)
      for (const std::string odd : {"A ", " b", "  ", "\x7f.", "\t.", "\x80."}) {
        auto text = std::string(length, 'x').replace(at, odd.size(), odd);
        EXPECT_EQ(changes_only_case(text), changes_only_case_by_byte(text)) << text;
      }
}

TEST(Folding, TheFirstBytesToldWithoutFoldingAreThoseOfTheFoldedText) {
  for (const std::string text :
       {"", "a", "Hi", "Hi,", "J.", "Best", "Best regards", "a b", "A  b c", "\tabc d", "가", "가나",
        "김민지", "메일앱에서 보냄", "é", "Für Elise", "来a自我", "ＡＢＣ", "~~~~"}) {
    const auto start = folded_start(text);
    if (!start) continue;
    auto expected = fold(text).substr(0, start->size());
    expected.resize(start->size(), '\0');
    EXPECT_EQ(std::string(start->begin(), start->end()), expected) << text;
  }
  EXPECT_TRUE(folded_start("Hi"));
  EXPECT_TRUE(folded_start("Best regards"));
  EXPECT_TRUE(folded_start("메일앱에서"));
}

TEST(Folding, BlanksAndRulesGoFromBothEndsWhateverTheyAreMadeOf) {
  EXPECT_EQ(trim_all("\u3000 \u200bkim\u00a0"), "kim");
  EXPECT_EQ(trim_all(" \u3000"), "");
  const auto drawn = without_rules("—— --- 전달된 메시지 ___");
  EXPECT_EQ(drawn.text, "전달된 메시지");
  EXPECT_EQ(drawn.before, 5U);
  EXPECT_EQ(drawn.after, 3U);
  const auto bare = without_rules("Kim - Lee");
  EXPECT_EQ(bare.text, "Kim - Lee");
  EXPECT_EQ(bare.before + bare.after, 0U);
}

}  // namespace
}  // namespace ticketd::parsers
