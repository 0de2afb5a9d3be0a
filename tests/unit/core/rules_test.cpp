#include "core/rules.h"

#include "core/mood.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

Mail says(std::string text) {
  Mail mail;
  mail.new_text = std::move(text);
  return mail;
}

}  // namespace

TEST(Mood, ShortThanksAreThanks) {
  EXPECT_EQ(mood_of(says("감사합니다!")), Mood::thanks);
  EXPECT_EQ(mood_of(says("Thanks a lot, Minji")), Mood::thanks);
}

TEST(Mood, InDoubtItIsNotThanks) {
  EXPECT_EQ(mood_of(says("Thanks, but it still fails")), Mood::neutral);
  EXPECT_EQ(mood_of(says("감사합니다. 그런데 아직 안 됩니다")), Mood::neutral);
  EXPECT_EQ(mood_of(says("Thanks. My number is 4711")), Mood::neutral);
  EXPECT_EQ(mood_of(says("감사합니다. 언제 도착하나요?")), Mood::question);
  auto with_file = says("Thanks");
  with_file.attachments = {{.filename = "screen.png", .disposition = "attachment"}};
  EXPECT_EQ(mood_of(with_file), Mood::neutral);
}

TEST(Mood, AComplaintOutweighsThanks) {
  EXPECT_EQ(mood_of(says("감사는커녕 정말 최악입니다")), Mood::complaint);
}

TEST(Rules, AListHoldsWhenOneOfItDoesAndAllConditionsMust) {
  Ticket ticket;
  ticket.state = State::resolved;
  Condition when;
  when.state = {State::pending, State::resolved};
  EXPECT_TRUE(holds(when, {ticket, {}}));
  when.priority = {Priority::urgent};
  EXPECT_FALSE(holds(when, {ticket, {}}));
}

TEST(Rules, AnyAndNotCombineConditions) {
  Ticket ticket;
  Condition urgent, open;
  urgent.priority = {Priority::urgent};
  open.state = {State::open};
  Condition when;
  when.any = {urgent, open};
  EXPECT_TRUE(holds(when, {ticket, {}}));
  when.none = {open};
  EXPECT_FALSE(holds(when, {ticket, {}}));
}

TEST(Rules, KoreanWordsMayCarryEndingsAndEnglishWordsStandAlone) {
  Ticket ticket;
  Condition when;
  when.words = {"환불", "refund"};
  const auto korean = says("환불해 주세요"), english = says("A refund please"), part = says("refundable");
  EXPECT_TRUE(holds(when, {ticket, {}, &korean}));
  EXPECT_TRUE(holds(when, {ticket, {}, &english}));
  EXPECT_FALSE(holds(when, {ticket, {}, &part}));
}

TEST(Rules, TimeSinceResolvedIsAskedOfResolvedTicketsOnly) {
  using namespace std::chrono_literals;
  Ticket ticket;
  Condition when;
  when.since_resolved = DurationBound{DurationBound::Is::at_least, 120h};
  const Time now{std::chrono::hours(490'000)};
  EXPECT_FALSE(holds(when, {ticket, now}));
  ticket.resolved_at = now - 119h;
  EXPECT_FALSE(holds(when, {ticket, now}));
  ticket.resolved_at = now - 121h;
  EXPECT_TRUE(holds(when, {ticket, now}));
}

TEST(Rules, StopEndsTheList) {
  Desk desk;
  desk.rules = {{"first", RuleEvent::created, {}, {action::AddTag{"a"}, action::Stop{}}},
                {"second", RuleEvent::created, {}, {action::AddTag{"b"}}}};
  Ticket ticket;
  Trace trace;
  const auto planned = plan(RuleEvent::created, desk, {ticket, {}}, trace);
  ASSERT_EQ(planned.size(), 2U);
  EXPECT_EQ(planned[0].rule, "first");
  EXPECT_EQ(trace.steps.size(), 1U);
}

}  // namespace ticketd::core
