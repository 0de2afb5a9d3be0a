#include "core/reason_words.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace ticketd::core {
namespace {

using testing::HasSubstr, testing::Not;

std::string korean(const std::string& lines) { return reasons_in(lines, "ko"); }

/// As a mail would have it: `{}` filled with a name.
std::string said(std::string_view pattern) {
  std::string text(pattern);
  for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}")) text.replace(at, 2, "bo");
  return text;
}

bool is_korean(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0xF0) == 0xE0; });
}

TEST(ReasonWords, EveryReasonIsSaidInEveryLanguage) {
  for (const auto& [en, ko] : all_reason_words()) {
    const auto reason = said(en);
    EXPECT_EQ(reasons_in(reason, "en"), reason);
    EXPECT_TRUE(is_korean(ko)) << en;
    EXPECT_TRUE(is_korean(korean(reason))) << reason;
    EXPECT_THAT(korean(reason), Not(testing::ContainsRegex("[{[][1-9][]}]")))
        << "a place without a value: " << en;
  }
}

TEST(ReasonWords, NoReasonHidesBehindOneThatIsMoreGeneral) {
  const auto rows = all_reason_words();
  for (auto row = rows.begin(); row != rows.end(); ++row)
    EXPECT_EQ(std::count_if(rows.begin(), row, [&](const auto& one) { return one.en == row->en; }), 0)
        << row->en;
  EXPECT_THAT(korean("unknown command #resolv, did you mean #resolve?"), HasSubstr("#해결 명령인가요"));
  EXPECT_EQ(korean("ticket 7 is named twice"), "7번 문의를 두 번 적으셨습니다");
}

TEST(ReasonWords, AReasonIsFoundBehindWhatWasAskedFor) {
  EXPECT_EQ(korean("#assign nobody: no agent is called \"nobody\""),
            "#assign nobody: 이름이 \"nobody\"인 상담원이 없습니다");
  EXPECT_EQ(korean("#note: note needs a text"), "#note: 메모 명령에는 글이 필요합니다");
  EXPECT_EQ(korean("#assign Kim: 2: no agent is called \"Kim: 2\""),
            "#assign Kim: 2: 이름이 \"Kim: 2\"인 상담원이 없습니다");
}

TEST(ReasonWords, AReasonInAReasonIsSaidInTheSameLanguage) {
  EXPECT_EQ(korean("#merge 7: ticket 7: the ticket was merged into another"),
            "#merge 7: 7번 문의: 다른 문의에 병합된 문의입니다");
  EXPECT_EQ(korean("your words went to nobody: a ticket in the spam box is neither answered nor transferred"),
            "쓰신 글은 아무에게도 보내지 않았습니다: 스팸함에 있는 문의는 답변하거나 넘길 수 없습니다");
  EXPECT_EQ(korean("#merge 2: han has no permission to merge"),
            "#merge 2: han 님에게는 권한이 없습니다: 병합");
}

TEST(ReasonWords, EveryLineIsSaidAndWhatIsUnknownStays) {
  EXPECT_EQ(korean("#undo stands alone in a mail\nthe moon is blue\n"),
            "#되돌리기 명령은 메일에 혼자 써야 합니다\nthe moon is blue\n");
  for (const auto* odd : {"", "\n", ": ", ": : ", "{}", "\"\""}) EXPECT_EQ(korean(odd), odd);
}

TEST(ReasonWords, AnEndlessLineIsNotSearched) {
  std::string line;
  while (line.size() < 1'000'000) line += "ticket 1: ";
  EXPECT_EQ(korean(line), line);
}

}  // namespace
}  // namespace ticketd::core
