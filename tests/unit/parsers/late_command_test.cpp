#include "parsers/late_command.h"

#include "parsers/command.h"

#include <gmock/gmock.h>

#include <string>

namespace ticketd::parsers {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// What the author of the mail is asked, of a line below other words.
std::string asked_of(const std::string& line) {
  return late_command("답변드립니다.\n\n" + line + "\n곧 연락드리겠습니다.").value_or("");
}

TEST(LateCommand, ANoteBelowOtherWordsIsAskedAboutWhateverStandsBehindItOnItsLine) {
  for (const auto* line : {"#메모", "#메모 이 고객은 까다롭습니다", "#내부메모: 전화로만", "#note Black list",
                           "#메모：전화로만", "＃메모 전화로만", "#NOTE:", "# 메모", "# note they complain",
                           "#note-they complain", "#private", "!note"})
    EXPECT_THAT(asked_of(line), HasSubstr("#note stands")) << line;
}

TEST(LateCommand, ANoteIsSeenBehindNumbersBulletsQuotationMarksAndNames) {
  for (const auto* line : {"1. #메모",      "12) #note",       "가. #메모",    "(1) #note",     "· #메모",
                           "• #note",       "o #note",         "- #memo",      "\"#메모\"",     "“#메모”",
                           "「#메모」",     "[#메모]",         "(#메모)",      "-#note",        "– #note",
                           "→ #note",       "##note",          "### 메모",     "\\#note",       "#\"메모\"",
                           "@이준호 #메모", "@lee @kim #note", "  1.   #메모", "\xC2\xA0#메모", "①  #메모"})
    EXPECT_THAT(asked_of(line), HasSubstr("#note stands")) << line;
}

TEST(LateCommand, WhatPeopleTakeForANoteIsAskedAbout) {
  for (const auto* line : {"#memo", "#memos", "#Notes", "#noet", "#nte", "#nota", "#내부", "#내부용",
                           "#비공개", "#비밀메모", "#사내 공유", "#internal-only", "#privately"})
    EXPECT_THAT(asked_of(line), HasSubstr("#note stands")) << line;
}

TEST(LateCommand, ANoteInsideALineIsAskedAbout) {
  for (const auto* line : {"안녕하세요 #메모", "(내부) #메모", "이 고객은 까다롭습니다. #메모",
                           "They complain #note", "확인했습니다(#내부메모)"})
    EXPECT_THAT(asked_of(line), HasSubstr("#note stands")) << line;
}

TEST(LateCommand, OrdinarySentencesWithAHashGoOut) {
  for (const auto* line : {"#123 주문 건입니다",
                           "#shipping",
                           "주문번호 #123",
                           "Your order #123 has left.",
                           "#node 3 is up",
                           "#demo",
                           "#메모리 카드",
                           "#메모지",
                           "#노트북 파우치",
                           "#비밀번호 변경 방법",
                           "https://example.com/help#note",
                           "https://example.com/#memo",
                           "#1. 메모를 지웁니다",
                           "메모: 부재 시 경비실",
                           "C# notes",
                           "#해결 방법은 다음과 같습니다",
                           "#resolve the issue by restarting",
                           "# 완료",
                           "## Close the lid",
                           "!important",
                           "네! 내부 검토 중입니다",
                           "#태그 이벤트에 응모하세요",
                           "#close now",
                           "색상 #FF00AA",
                           "> #메모",
                           "  > They said #note",
                           "#",
                           "###",
                           "",
                           "#include <note.h>"})
    EXPECT_THAT(asked_of(line), IsEmpty()) << line;
}

TEST(LateCommand, ACommandAloneOnItsLineBelowOtherWordsIsAskedAbout) {
  for (const auto* line :
       {"#해결", "#resolve", "  #보류 ", "*#해결*", "- #close", "#우선순위 긴급", "#담당 김민지", "#tag vip",
        "#snooze 2d", "#참조 boss@customer.example", "#내부해결 스팸", "#template refund", "!help"})
    EXPECT_THAT(asked_of(line), HasSubstr("below other words is only text")) << line;
}

TEST(LateCommand, AFirstLineInAnotherDressIsAskedAboutAndAPlainOneIsANote) {
  for (const auto* first :
       {"1. #메모", "“#메모”", "##note", "– #note", "@이준호 #메모", "# 메모 까다로운 고객"}) {
    const auto read = read_commands(std::string(first) + "\n이 고객은 까다롭습니다.");
    EXPECT_THAT(read.commands, IsEmpty()) << first;
    EXPECT_THAT(read.problems, testing::SizeIs(1)) << first;
    EXPECT_THAT(read.text, HasSubstr("까다롭습니다.")) << first;
  }
  EXPECT_THAT(read_commands("#메모 까다로운 고객\n#메모").problems, IsEmpty()) << "all of it is private";
}

TEST(LateCommand, WordsBehindACommandOfTheFirstLinesAreLookedAtToo) {
  EXPECT_THAT(read_commands("#resolve It works now. #note They complain.").problems, testing::SizeIs(1));
  EXPECT_THAT(read_commands("#priority high\nHello,\n#note They complain.").problems, testing::SizeIs(1));
}

TEST(LateCommand, AFloodOfMarksIsReadInLinearTime) {
  EXPECT_FALSE(late_command(std::string(1U << 20U, '#')));
  std::string lines;
  for (auto i = 0; i < 20'000; ++i) lines += "# # # # ! ! ＃ ＃\n";
  EXPECT_FALSE(late_command(lines));
}

}  // namespace
}  // namespace ticketd::parsers
