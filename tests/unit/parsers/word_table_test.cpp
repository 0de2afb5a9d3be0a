#include "parsers/word_table.h"

#include <gtest/gtest.h>

namespace ticketd::parsers {
namespace {

TEST(WordTable, FindsItsWordsAndNoOthers) {
  WordTable<int> table;
  table.try_add("mon", 1);
  table.try_add("월", 2);
  table.try_add("", 3);
  ASSERT_TRUE(table.find("mon"));
  EXPECT_EQ(*table.find("mon"), 1);
  EXPECT_EQ(*table.find("월"), 2);
  EXPECT_EQ(*table.find(""), 3);
  for (const auto* other : {"man", "mo", "monn", "nom", "일"}) EXPECT_FALSE(table.find(other)) << other;
}

TEST(WordTable, TheFirstMeaningOfAWordStays) {
  WordTable<int> table;
  table.try_add("fra", 1);
  table.try_add("fra", 2);
  EXPECT_EQ(*table.find("fra"), 1);
  table["fra"] = 3;
  EXPECT_EQ(*table.find("fra"), 3);
}

TEST(WordTable, AGlanceAtLettersInAnyCaseNeverMissesAWord) {
  WordTable<int> table;
  for (const auto* word : {"from", "reply-to", "cc", "x"}) table.try_add(word, 1);
  for (const auto* written : {"From", "REPLY-TO", "cC", "X"})
    EXPECT_TRUE(table.may_hold_lower(written)) << written;
}

}  // namespace
}  // namespace ticketd::parsers
