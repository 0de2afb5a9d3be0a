#include "core/text.h"

#include "core/shorten.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(Text, LowerCasingLeavesHangulAlone) { EXPECT_EQ(ascii_lower("ABC 한글 Z"), "abc 한글 z"); }

TEST(Text, LowerCasingChangesTheLettersFromAToZAndNothingElse) {
  for (const std::size_t size : {3, 8, 13, 16, 20, 31, 45})
    for (int value = 0; value < 256; ++value)
      for (std::size_t at = 0; at < size; ++at) {
        const std::string others(size, '\xff');
        auto text = others, lower = others;
        text[at] = static_cast<char>(value);
        lower[at] = static_cast<char>(value >= 'A' && value <= 'Z' ? value + 32 : value);
        ASSERT_EQ(ascii_lower(text), lower) << value << " at " << at << " of " << size;
        ASSERT_TRUE(equal_ignoring_case(text, lower)) << value << " at " << at << " of " << size;
        ASSERT_EQ(equal_ignoring_case(text, others), value == 255) << value << " at " << at << " of " << size;
      }
}

TEST(Text, LinesEndAtLfAndLoseTheirCr) {
  EXPECT_EQ(split_lines("a\r\nb\n\nc"), (std::vector<std::string_view>{"a", "b", "", "c"}));
  EXPECT_TRUE(split_lines("").empty());
}

TEST(Text, LinesTakenOneByOneAreTheSame) {
  for (const auto* text : {"", "a", "a\r\nb\n\nc", "a\n", "\r\n\n", "\na\r"}) {
    std::vector<std::string_view> lines;
    for (std::string_view rest = text; !rest.empty();) lines.push_back(take_line(rest));
    EXPECT_EQ(lines, split_lines(text)) << text;
  }
}

TEST(Text, TrimTakesBlanksFromBothEnds) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \r\n"), "");
}

TEST(Text, CuttingNeverSplitsAHangulSyllable) {
  EXPECT_EQ(first_code_points("한글abc", 3), "한글a");
  EXPECT_EQ(first_code_points("한", 5), "한");
  EXPECT_EQ(count_code_points("한글a"), 3U);
}

TEST(Text, WhatIsTooLongEndsBetweenWordsAndSaysHowMuchIsMissing) {
  std::string words = "안녕하세요 고객님";
  shorten(words, 20);
  EXPECT_EQ(words, "안녕하세요\n[… +10 bytes]\n");

  std::string unbroken;
  for (int i = 0; i < 2000; ++i) unbroken += "가";
  shorten(unbroken, 4000);
  EXPECT_EQ(unbroken.substr(3999), "\n[… +2001 bytes]\n") << "never inside a syllable";

  std::string short_enough = "as it is";
  shorten(short_enough, short_enough.size());
  EXPECT_EQ(short_enough, "as it is");
}

}  // namespace ticketd::core
