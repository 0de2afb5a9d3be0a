#include "core/search_words.h"

#include "core/letter_folding.h"

#include <gmock/gmock.h>

#include <random>

namespace ticketd::core {
namespace {

using testing::ElementsAre, testing::IsEmpty;

std::vector<std::string> pieces(std::string_view text, SplitFor what = SplitFor::text) {
  std::vector<std::string> found;
  split_words(text, what, [&](const SearchWord& word) {
    found.push_back((word.beside ? "+" : "") + std::string(word.text));
    return true;
  });
  return found;
}

TEST(SearchWords, WordsOfAlphabetsStandWholeWithoutCaseAndAccents) {
  EXPECT_THAT(pieces("Hello, World! x2"), ElementsAre("hello", "world", "x2"));
  EXPECT_THAT(pieces("Ça va, Müller-Straße?"), ElementsAre("ca", "va", "muller", "strasse"));
  EXPECT_THAT(pieces("C\u0327a"), ElementsAre("ca")) << "in parts";
  EXPECT_THAT(pieces("Ёлка ЙОД Ελλάς"), ElementsAre("елка", "иод", "ελλασ"));
  EXPECT_THAT(pieces("soft\u00ADhyphen zero\u200Bwidth"), ElementsAre("softhyphen", "zerowidth"));
  EXPECT_THAT(pieces("ＡＢＣ１２３"), ElementsAre("abc123"));
}

TEST(SearchWords, WhatIsWrittenWithoutBlanksGivesPairsAndItsLastLetter) {
  EXPECT_THAT(pieces("환불해 책"), ElementsAre("환불", "불해", "+해", "책"));
  EXPECT_THAT(pieces("환불해 책", SplitFor::question), ElementsAre("환불", "불해", "책"));
  EXPECT_THAT(pieces("\u1112\u116A\u11AB\u1107\u116E\u11AF"), ElementsAre("환불", "+불"));
  EXPECT_THAT(pieces("東京。天気"), ElementsAre("東京", "+京", "天気", "+気"));
  EXPECT_THAT(pieces("か\u3099ハ\u309A"), ElementsAre("がパ", "+パ"));
  EXPECT_THAT(pieces("A4용지"), ElementsAre("a4", "용지", "+지"));
  EXPECT_THAT(pieces("ㅋㅋㅋ😀ㅠ"), ElementsAre("ㅋㅋ", "ㅋㅋ", "+ㅋ", "ㅠ"));
}

TEST(SearchWords, BytesThatAreNoTextStandBetweenWords) {
  EXPECT_THAT(pieces("a\xff\xfe b\xed\x95"), ElementsAre("a", "b"));
  EXPECT_THAT(pieces("\xf0\x9f"), IsEmpty());
  EXPECT_THAT(pieces("!?\n\t\u00A0\u3000"), IsEmpty());
}

TEST(SearchWords, AHugeWordIsCutTheSameInTextAndQuestion) {
  const std::string huge(100'000, 'a');
  EXPECT_THAT(pieces(huge), ElementsAre(std::string(64, 'a')));
  EXPECT_TRUE(has_words(huge, wanted_words(huge)));
}

TEST(SearchWords, LettersWordsAndNumbersGoOnAsPeopleExpect) {
  EXPECT_TRUE(has_words("it was refunded", wanted_words("refund")));
  EXPECT_FALSE(has_words("it was refunded", wanted_words("re")));
  EXPECT_FALSE(has_words("order 12345", wanted_words("123")));
  EXPECT_TRUE(has_words("책상이 부서졌어요", wanted_words("책")));
  EXPECT_TRUE(has_words("새 책상", wanted_words("상")));
}

TEST(SearchWords, APieceOfAnyKoreanTextIsFoundInIt) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> syllables;
    for (int i = 0; i < 12; ++i) {
      const auto code = 0xAC00 + random() % 40;
      syllables.push_back({static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
                           static_cast<char>(0x80 | (code & 0x3F))});
      if (random() % 4 == 0) syllables.emplace_back(" ");
    }
    std::string text, piece;
    for (const auto& one : syllables) text += one;
    const auto first = random() % syllables.size(), last = first + random() % (syllables.size() - first);
    for (auto i = first; i <= last; ++i) piece += syllables[i];
    const auto wanted = wanted_words(piece);
    EXPECT_EQ(has_words(text, wanted), !wanted.pieces.empty()) << piece << " in " << text;
  }
}

}  // namespace
}  // namespace ticketd::core
