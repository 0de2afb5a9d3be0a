#include "parsers/command.h"

#include "core/text.h"

#include <gmock/gmock.h>

#include <string>

namespace ticketd::parsers {
namespace {

using core::MailCommand;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

struct Written {
  std::string line, name, argument;
};

class Command : public testing::TestWithParam<Written> {};

TEST_P(Command, IsUnderstoodUnderItsEnglishName) {
  const auto read = read_commands(GetParam().line + "\n\n곧 연락드리겠습니다.\n");
  EXPECT_THAT(read.commands, ElementsAre(MailCommand{GetParam().name, GetParam().argument}))
      << GetParam().line;
  EXPECT_THAT(read.problems, IsEmpty());
  EXPECT_EQ(core::trim(read.text), "곧 연락드리겠습니다.");
}

INSTANTIATE_TEST_SUITE_P(
    English, Command,
    testing::Values(
        Written{"#resolve", "resolve", ""}, Written{"#HOLD", "hold", ""}, Written{"#pending", "pending", ""},
        Written{"#close", "close", ""}, Written{"#reopen", "reopen", ""}, Written{"#note", "note", ""},
        Written{"#assign kim", "assign", "kim"}, Written{"#take", "take", ""},
        Written{"#take billing", "take", "billing"}, Written{"#transfer billing", "transfer", "billing"},
        Written{"#priority High", "priority", "high"}, Written{"#tag: vip refund", "tag", "vip refund"},
        Written{"#untag vip", "untag", "vip"}, Written{"#snooze 2 days", "snooze", "2d"},
        Written{"#snooze 2026-11-30", "snooze", "2026-11-30"}, Written{"#merge #12, #13", "merge", "12 13"},
        Written{"#split", "split", ""},
        Written{"#forward Bo <bo@example.com>, cy@example.com", "forward",
                "Bo <bo@example.com>, cy@example.com"},
        Written{"#cc bo@example.com", "cc", "bo@example.com"}, Written{"#escalate dev", "escalate", "dev"},
        Written{"#away", "away", ""}, Written{"#away 2026-12-24", "away", "2026-12-24"},
        Written{"#back", "back", ""}, Written{"#template welcome", "template", "welcome"},
        Written{"#spam", "spam", ""}, Written{"!help", "help", ""}));

INSTANTIATE_TEST_SUITE_P(
    Korean, Command,
    testing::Values(
        Written{"#해결", "resolve", ""}, Written{"＃보류", "hold", ""}, Written{"#대기", "pending", ""},
        Written{"#종료", "close", ""}, Written{"#재개", "reopen", ""}, Written{"#메모", "note", ""},
        Written{"#담당 김민지", "assign", "김민지"}, Written{"#가져오기", "take", ""},
        Written{"#그룹 배송팀", "transfer", "배송팀"}, Written{"#이관 기술팀", "escalate", "기술팀"},
        Written{"#부재", "away", ""}, Written{"#부재 3일", "away", "3d"}, Written{"#복귀", "back", ""},
        Written{"#우선순위 긴급", "priority", "urgent"}, Written{"#태그 환불 단골", "tag", "환불 단골"},
        Written{"#태그삭제 환불", "untag", "환불"}, Written{"#다시알림 3일", "snooze", "3d"},
        Written{"#병합 42", "merge", "42"}, Written{"#분리", "split", ""},
        Written{"#전달 bo@example.com", "forward", "bo@example.com"},
        Written{"#참조 bo@example.com", "cc", "bo@example.com"}, Written{"#템플릿 환영", "template", "환영"},
        Written{"#스팸", "spam", ""}, Written{"#도움말", "help", ""}));

TEST(Commands, AreReadInSyllablesThatMacosWritesInParts) {
  EXPECT_THAT(read_commands("#\u1112\u1162\u1100\u1167\u11af\n").commands,
              ElementsAre(MailCommand{"resolve", ""}));
  EXPECT_THAT(read_commands("#\u110b\u116e\u1109\u1165\u11ab\u1109\u116e\u11ab\u110b\u1171 "
                            "\u1100\u1175\u11ab\u1100\u1173\u11b8\n")
                  .commands,
              ElementsAre(MailCommand{"priority", "urgent"}));
}

TEST(Commands, StandInLeadingLinesOnly) {
  const auto read = read_commands("#resolve\n#tag vip\n\nFixed.\n#close\n");
  EXPECT_THAT(read.commands, ElementsAre(MailCommand{"resolve", ""}, MailCommand{"tag", "vip"}));
  EXPECT_EQ(core::trim(read.text), "Fixed.\n#close");
  EXPECT_THAT(read.problems, ElementsAre(StartsWith("#close below other words is only text")));
}

TEST(Commands, WordsBehindANoteBelongToTheText) {
  const auto read = read_commands("#note 고객이 화가 났습니다.\n내일 전화하세요.");
  EXPECT_THAT(read.commands, ElementsAre(MailCommand{"note", ""}));
  EXPECT_EQ(read.text, "고객이 화가 났습니다.\n내일 전화하세요.");
}

TEST(Commands, AnInternalResolutionSaysItsReasonInOneOfItsSpellings) {
  for (const auto* line :
       {"#resolve internal spam", "#internal_resolve spam", "#내부해결 스팸", "#해결 내부 스팸"})
    EXPECT_THAT(read_commands(line).commands, ElementsAre(MailCommand{"internal_resolve", "spam"})) << line;
  EXPECT_THAT(read_commands("#내부해결 전화").commands,
              ElementsAre(MailCommand{"internal_resolve", "solved_by_phone"}));
  for (const auto* line : {"#resolve internal", "#내부해결 그냥"}) {
    EXPECT_THAT(read_commands(line).commands, IsEmpty()) << line;
    EXPECT_THAT(
        read_commands(line).problems,
        ElementsAre("#internal_resolve needs a reason: spam, abuse, test, duplicate, chat, phone or other"));
  }
}

TEST(Commands, HeadingsAndNumbersAreText) {
  for (const std::string text :
       {"#1 problem", "# Heading", "## x", "Status: closed", "!Hello", "issue #42", "#"}) {
    const auto read = read_commands(text);
    EXPECT_THAT(read.commands, IsEmpty()) << text;
    EXPECT_THAT(read.problems, IsEmpty()) << text;
    EXPECT_EQ(read.text, text);
  }
}

TEST(Commands, UnknownOnesAreNamedAndTheirLineStays) {
  const auto read = read_commands("#reslove\n#주문번호 123 문의\n\n안녕하세요");
  EXPECT_THAT(read.commands, IsEmpty());
  EXPECT_THAT(read.problems,
              ElementsAre("unknown command #reslove, did you mean #resolve?", "unknown command #주문번호"));
  EXPECT_EQ(read.text, "#reslove\n#주문번호 123 문의\n\n안녕하세요");
}

TEST(Commands, AMissingOrWrongArgumentIsAProblem) {
  const auto read = read_commands(
      "#assign\n#priority soon\n#snooze later\n#merge it\n#forward kim\n#close now\n#resolve #tag vip");
  EXPECT_THAT(read.commands, IsEmpty());
  EXPECT_THAT(read.problems,
              ElementsAre("#assign needs a name", "#priority needs low, normal, high or urgent",
                          "#snooze needs how long, such as 4h or 2d", "#merge needs the number of a ticket",
                          "#forward needs an e-mail address", "#close needs nothing behind it",
                          "one command to a line: #tag vip"));
}

TEST(Commands, TenAreEnough) {
  std::string text;
  for (auto i = 0; i < 12; ++i) text += "#tag t" + std::to_string(i) + '\n';
  const auto read = read_commands(text);
  EXPECT_EQ(read.commands.size(), max_commands);
  EXPECT_THAT(read.problems, testing::Contains("more than 10 commands in one mail"));
}

TEST(Commands, AfterTenLinesThatAreNoneTheTextBeginsAndNoLineStandsTwice) {
  std::string text;
  for (auto i = 0; i < 12; ++i) text += "#unknown" + std::to_string(i) + '\n';
  const auto read = read_commands(text + "#tag late");
  EXPECT_EQ(read.problems.size(), max_commands);
  EXPECT_THAT(read.commands, IsEmpty());
  EXPECT_EQ(read.text, text + "#tag late");
}

}  // namespace
}  // namespace ticketd::parsers
