#include "core/word_search.h"

#include "core/text.h"

#include <gtest/gtest.h>

#include <random>

namespace ticketd::core {
namespace {

TEST(WordSearch, AWordOfAnAlphabetStandsAlone) {
  const WordSearch text("Please refund me. It is not refundable, prerefund or Ürefund.");
  EXPECT_TRUE(text.has_word("refund"));
  EXPECT_FALSE(WordSearch("refundable").has_word("refund"));
  EXPECT_FALSE(WordSearch("Rückerstattungen").has_word("rückerstattung"));
  EXPECT_TRUE(WordSearch("Bitte um RÜCKERSTATTUNG!").has_word("rückerstattung"));
  EXPECT_TRUE(WordSearch("Верните деньги, ВОЗВРАТ").has_word("возврат"));
  EXPECT_FALSE(WordSearch("возвраты").has_word("возврат"));
  EXPECT_TRUE(WordSearch("ΕΠΙΣΤΡΟΦΗ χρημάτων").has_word("επιστροφη"));
}

TEST(WordSearch, KoreanChineseAndJapaneseWordsMayCarryEndings) {
  EXPECT_TRUE(WordSearch("환불해 주세요").has_word("환불"));
  EXPECT_TRUE(WordSearch("請退款給我").has_word("退款"));
  EXPECT_TRUE(WordSearch("返金してください").has_word("返金"));
  EXPECT_TRUE(WordSearch("VIP고객").has_word("vip")) << "the next script begins a new word";
}

TEST(WordSearch, CaseIsIgnoredWhereAScriptHasIt) {
  EXPECT_EQ(lower_case("ÀÉÞ ŁÓDŹ ŽLUTÝ ÑANDÚ"), "àéþ łódź žlutý ñandú");
  EXPECT_EQ(lower_case("ЖЁЛТЫЙ Ђ"), "жёлтый ђ");
  EXPECT_EQ(lower_case("ΑΩ"), "αω");
  EXPECT_EQ(lower_case("×÷ 한글 漢字 \xF0\x9F\x98\x80"), "×÷ 한글 漢字 \xF0\x9F\x98\x80");
}

TEST(WordSearch, BytesThatAreNoTextDoNoHarm) {
  EXPECT_EQ(lower_case("\xC3"), "\xC3");
  EXPECT_FALSE(WordSearch("\xC3\x80\xFF").has_word("\x80"));
  EXPECT_FALSE(WordSearch("").has_word(""));
}

TEST(WordSearch, FindsWhatAPlainSearchFinds) {
  std::mt19937 dice(1);
  const auto some = [&](int most) {
    std::string text;
    for (int i = std::uniform_int_distribution(0, most)(dice); i > 0; --i)
      text += "ab 가"[std::uniform_int_distribution(0, 5)(dice)];
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    const auto text = some(40), part = some(4);
    EXPECT_EQ(WordSearch(text).contains(part), text.find(part) != std::string::npos) << text << '|' << part;
  }
}

}  // namespace
}  // namespace ticketd::core
