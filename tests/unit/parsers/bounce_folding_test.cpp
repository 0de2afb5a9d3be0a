#include "parsers/bounce_folding.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::parsers {
namespace {

TEST(BounceFolding, LatinGreekAndCyrillicWordsLoseCaseAndAccents) {
  EXPECT_EQ(folded("Empfänger UNBEKANNT"), "empfanger unbekannt");
  EXPECT_EQ(folded("L’ADRESSE n’existe pas, Łukasz"), "l'adresse n'existe pas, lukasz");
  EXPECT_EQ(folded("Не Найдён"), "не наиден");
}

TEST(BounceFolding, WordsOfOtherScriptsStayAsTheyAre) {
  EXPECT_EQ(folded("Mail 메일주소가 없음"), "mail 메일주소가 없음");
  EXPECT_EQ(folded("X宛先É not É宛先"), "x宛先É not É宛先");
  EXPECT_EQ(folded("宛先Ø Ø"), "宛先Ø o");
}

TEST(BounceFolding, EachWordIsFoldedForItself) {
  const std::string words[] = {"Été ",      "PLAIN ",   "메일 ",     "ß ", " ",
                               "宛先ß\nÉ ", "Straße\n", "\xff\xfe ", "ı"};
  for (const auto& a : words) {
    if (!a.ends_with(' ')) continue;
    for (const auto& b : words) EXPECT_EQ(folded(a + b), folded(a) + folded(b)) << a << b;
  }
}

TEST(BounceFolding, UmlautsMayBeWrittenOut) {
  EXPECT_EQ(spellings_of("Empfänger"), (std::vector<std::string>{"empfanger", "empfaenger"}));
  EXPECT_EQ(spellings_of("user"), std::vector<std::string>{"user"});
}

}  // namespace
}  // namespace ticketd::parsers
