#include "core/trace_words.h"

#include <gmock/gmock.h>

namespace ticketd::core {

TEST(TraceWords, AStepIsASentenceInEitherLanguage) {
  const TraceStep step{"reference to a mail of ours", "ticket 7", "abc@desk.example"};
  EXPECT_EQ(in_words(step, "en"), "It answers a mail that we sent about ticket 7.");
  EXPECT_EQ(in_words(step, "ko"), "티켓 7에 대해 우리가 보낸 메일에 대한 답장입니다.");
  EXPECT_EQ(in_words({"reference to a mail of ours", "no", ""}, "en"), "It answers no mail that we sent.");
}

TEST(TraceWords, ADetailThatIsNotThereLeavesNoGap) {
  EXPECT_EQ(in_words({"author", "agent", ""}, "en"), "The author is an agent.");
  EXPECT_EQ(in_words({"author", "agent", "token"}, "en"), "The author is an agent (token).");
  EXPECT_EQ(in_words({"commands", "assign", ""}, "en"), "The command assign.");
  EXPECT_EQ(in_words({"[#n] in the subject", "no", ""}, "ko"), "제목에 인정되는 티켓 번호가 없습니다.");
}

TEST(TraceWords, ARuleWithoutASentenceIsShownAsItIs) {
  EXPECT_EQ(in_words({"weather", "fine", "21 degrees"}, "en"), "weather: fine (21 degrees)");
}

TEST(TraceWords, ARuleOfTheDeskIsCalledByItsName) {
  EXPECT_EQ(in_words({"rule:reopen-on-reply", "yes", "set_state open"}, "en"),
            "The rule \"reopen-on-reply\" applies: set_state open.");
  EXPECT_EQ(in_words({"rule:thanks", "no", ""}, "ko"), "규칙 \"thanks\"은 해당하지 않습니다.");
}

TEST(TraceWords, NoDetailIsTakenForAPlaceOfItsOwn) {
  EXPECT_EQ(in_words({"quarantine", "yes", "{answer} {detail}"}, "en"),
            "It was put into the quarantine, for a person to decide: {answer} {detail}.");
}

TEST(TraceWords, TheResultSaysWhereAndAsWhom) {
  Trace trace;
  trace.ticket = TicketId{7};
  trace.role = Role::agent;
  EXPECT_EQ(result_in_words(trace, "en"), "It stands in ticket 7, with its author as an agent.");
  trace.place = Place::quarantine;
  EXPECT_EQ(result_in_words(trace, "ko"), "격리함에 있습니다.");
  trace.deleted();
  EXPECT_EQ(result_in_words(trace, "ko"), "격리함에서 삭제되었습니다.");
}

}  // namespace ticketd::core
