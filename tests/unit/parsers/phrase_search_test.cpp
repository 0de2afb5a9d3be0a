#include "parsers/phrase_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ticketd::parsers {
namespace {

TEST(PhraseSearch, AnswersWithThePhraseThatStandsFirstInTheTable) {
  const PhraseSearch search({"returned mail", "user unknown", "mail"});
  EXPECT_EQ(search.first_in("mail for an user unknown, returned mail"), "returned mail");
  EXPECT_EQ(search.first_in("mail for an user unknown"), "user unknown");
  EXPECT_EQ(search.first_in("no such thing"), "");
}

TEST(PhraseSearch, TellsPhrasesApartThatBeginAndEndAlike) {
  const PhraseSearch search({"mail was returned to you", "mail could not reach you"});
  EXPECT_EQ(search.first_in("the mail could not reach you"), "mail could not reach you");
  EXPECT_EQ(search.first_in("the mail will not reach you"), "");
}

TEST(PhraseSearch, FindsPhrasesAtBothEndsAndShorterThanItsKey) {
  const PhraseSearch search({"p=", "반송", "undelivered"});
  EXPECT_EQ(search.first_in("undelivered"), "undelivered");
  EXPECT_EQ(search.first_in("here p="), "p=");
  EXPECT_EQ(search.first_in("메일이 반송"), "반송");
  EXPECT_EQ(search.first_in("p"), "");
  EXPECT_EQ(search.first_in(""), "");
}

TEST(PhraseSearch, NamesThePhraseWithWhichATextBegins) {
  const PhraseSearch search({"sent from my", "sent from", "via"});
  EXPECT_EQ(search.beginning_of("sent from my phone"), "sent from my");
  EXPECT_EQ(search.beginning_of("sent from the office"), "sent from");
  EXPECT_EQ(search.beginning_of("it was sent from my phone"), "");
  EXPECT_EQ(search.beginning_of("vi"), "");
}

TEST(PhraseSearch, NamesOverlappingPlacesFromLeftToRight) {
  const PhraseSearch search({"wrote", "ewrote", "te"});
  std::string seen;
  EXPECT_FALSE(search.any_place("kim rewrote", [&](const std::string& phrase, std::size_t at) {
    seen += phrase + '@' + std::to_string(at) + ' ';
    return false;
  }));
  EXPECT_EQ(seen, "ewrote@5 wrote@6 te@9 ");
}

TEST(PhraseSearch, FindsWhatALookAtEveryPlaceFinds) {
  const std::vector<std::string> phrases{"ab", "abc", "bca", "cab", "aaaa"};
  const PhraseSearch search(phrases);
  for (int number = 0; number < 3 * 3 * 3 * 3 * 3 * 3; ++number) {
    std::string text;
    for (int rest = number, i = 0; i < 6; ++i, rest /= 3) text += static_cast<char>('a' + rest % 3);
    const bool found = std::ranges::any_of(
        phrases, [&](const auto& phrase) { return text.find(phrase) != std::string::npos; });
    EXPECT_EQ(search.any_in(text), found) << text;
  }
}

TEST(PhraseSearch, StopsAtThePlaceThatIsTakenAndFindsNothingInAnEmptyTable) {
  EXPECT_TRUE(PhraseSearch({"a", "b"}).any_place("ab", [](const std::string& phrase, std::size_t) {
    return phrase == "a";
  }));
  EXPECT_EQ(PhraseSearch({}).first_in("anything"), "");
}

}  // namespace
}  // namespace ticketd::parsers
