#include "core/own_notice.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::core {

TEST(OwnNotice, ItsQuotedLinesAreKnownInBothLanguages) {
  for (const auto* line : {"> 담당자: 김민지", ">> 받은 주소: 고객센터", "> Mailbox: Example Support",
                           ">Assigned to: Kim", "> ─────────────────────────────"})
    EXPECT_TRUE(quotes_our_notice(std::string("Three days.\n") + line + "\nYes, it is.")) << line;
}

TEST(OwnNotice, OneOfItsLinesIsEnoughBehindAMarkThatOnlyQuotes) {
  for (const auto* mark : {"> ", "| ", "» ", "│ ", "> | ", "＞", " > ", "\u00A0> "})
    for (const auto* line : {"담당자: 김민지", "Mailbox: Example Support", "─────────────────────────────"})
      EXPECT_TRUE(quotes_our_notice("Three days.\n" + std::string(mark) + line + "\nYes.")) << mark << line;
}

TEST(OwnNotice, ItIsKnownByTwoOfItsLinesBehindAnyMarkAndNone) {
  for (const std::string mark : {"\t", "    ", ": ", "* ", "• ", ""}) {
    EXPECT_TRUE(quotes_our_notice(mark + "받은 주소: 고객센터\n" + mark + "담당자: 김민지\n")) << mark;
    EXPECT_TRUE(quotes_our_notice(mark + "Mailbox: Support\n\n" + mark + "─────────────────────────────\n"));
    EXPECT_FALSE(quotes_our_notice(mark + "담당자: 김민지\n" + mark + "연락처: 02-123-4567\n")) << mark;
  }
  EXPECT_FALSE(quotes_our_notice("─────────────────────────────\n담당자: 김민지\n")) << "a signature";
}

TEST(OwnNotice, ACustomersQuotedLinesAndTheAuthorsOwnAreNone) {
  for (const auto* line :
       {"> 1. When is the refund?", "담당자: 김민지", "Mailbox: full", "> 담당자가 누구인가요?", "* 1. First",
        "| a | b |", "  담당자: 김민지", ": |", "\t", ">", ""})
    EXPECT_FALSE(quotes_our_notice(std::string(line) + "\nThree days.")) << line;
}

}  // namespace ticketd::core
