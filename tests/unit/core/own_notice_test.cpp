#include "core/own_notice.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::core {

TEST(OwnNotice, ItsQuotedLinesAreKnownInBothLanguages) {
  for (const auto* line : {"> 담당자: 김민지", ">> 받은 주소: 고객센터", "> Mailbox: Example Support",
                           ">Assigned to: Kim", "> ─────────────────────────────"})
    EXPECT_TRUE(quotes_our_notice(std::string("Three days.\n") + line + "\nYes, it is.")) << line;
}

TEST(OwnNotice, ACustomersQuotedLinesAndTheAuthorsOwnAreNone) {
  for (const auto* line :
       {"> 1. When is the refund?", "담당자: 김민지", "Mailbox: full", "> 담당자가 누구인가요?", ">", ""})
    EXPECT_FALSE(quotes_our_notice(std::string(line) + "\nThree days.")) << line;
}

}  // namespace ticketd::core
