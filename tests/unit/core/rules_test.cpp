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

TEST(Rules, AllAnyAndNotCombineConditions) {
  Ticket ticket;
  Condition urgent, open;
  urgent.priority = {Priority::urgent};
  open.state = {State::open};
  Condition when;
  when.any = {urgent, open};
  EXPECT_TRUE(holds(when, {ticket, {}}));
  when.all = {when, open};
  EXPECT_TRUE(holds(when, {ticket, {}}));
  when.all.push_back(urgent);
  EXPECT_EQ(unmet(when, {ticket, {}})->condition, "all");
  when.all.clear();
  when.none = {open};
  EXPECT_FALSE(holds(when, {ticket, {}}));
}

TEST(Rules, WhoSaidItIsACondition) {
  Ticket ticket;
  Condition when;
  when.author = {Role::agent, Role::forwardee};
  EXPECT_EQ(unmet(when, {ticket, {}})->reason, "nobody");
  EXPECT_TRUE(holds(when, {.ticket = ticket, .now = {}, .author = Role::agent}));
  EXPECT_EQ(unmet(when, {.ticket = ticket, .now = {}, .author = Role::requester})->reason, "requester");
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

TEST(Rules, WhatIsKnownOfTheRequesterCounts) {
  Ticket ticket;
  ticket.requester = {"Park Seoyeon", "park@big.example"};
  const Customer customer{"박서연", "Big Corp", "C-17", "02-123-4567", true};
  const auto holds_with = [&](auto set, bool known = true) {
    Condition when;
    set(when);
    Facts facts{ticket, {}};
    if (known) facts.customer = &customer;
    return holds(when, facts);
  };
  const auto vip = [](Condition& when) { when.vip = true; };
  EXPECT_TRUE(holds_with(vip));
  EXPECT_FALSE(holds_with(vip, false));
  EXPECT_TRUE(holds_with([](Condition& when) { when.company = {"big corp"}; }));
  EXPECT_FALSE(holds_with([](Condition& when) { when.company = {""}; }));
  EXPECT_TRUE(holds_with([](Condition& when) { when.customer_number = {"C-17", "C-18"}; }));
  EXPECT_TRUE(holds_with([](Condition& when) { when.phone = {"1234567"}; }));
  EXPECT_TRUE(holds_with([](Condition& when) { when.requester_name = {"서연"}; }));
  EXPECT_TRUE(holds_with([](Condition& when) { when.requester_name = {"seoyeon"}; }));
  EXPECT_FALSE(holds_with([](Condition& when) { when.requester_name = {"kim"}; }));
}

TEST(Rules, FieldsAreComparedByTheirType) {
  Ticket ticket;
  ticket.fields = {{"topic", "grades"}, {"amount", "12.5"}, {"due", "2026-11-30"}};
  const auto holds_for = [&](FieldCondition condition) {
    Condition when;
    when.fields = {std::move(condition)};
    return holds(when, {ticket, {}});
  };
  using Is = NumberBound::Is;
  EXPECT_TRUE(holds_for({.name = "topic", .values = {"GRADES"}}));
  EXPECT_FALSE(holds_for({.name = "topic", .values = {"housing"}}));
  EXPECT_TRUE(holds_for({.name = "seat", .values = {""}})) << "no value";
  EXPECT_TRUE(holds_for({.name = "amount", .number = NumberBound{Is::at_least, 12}}));
  EXPECT_FALSE(holds_for({.name = "amount", .number = NumberBound{Is::less_than, 12}}));
  EXPECT_FALSE(holds_for({.name = "seat", .number = NumberBound{Is::less_than, 12}})) << "no number";
  EXPECT_TRUE(holds_for({.name = "due", .before = "2026-12-01"}));
  EXPECT_FALSE(holds_for({.name = "due", .from = "2026-12-01"}));
}

TEST(Rules, TheConditionThatDoesNotHoldIsNamed) {
  Ticket ticket;
  const auto mail = says("printer");
  Condition when;
  when.state = {State::open};
  when.words = {"refund"};
  const auto words = unmet(when, {ticket, {}, &mail});
  ASSERT_TRUE(words);
  EXPECT_EQ(words->condition, "words");
  ticket.state = State::resolved;
  EXPECT_EQ(unmet(when, {ticket, {}, &mail})->condition, "state");
  EXPECT_EQ(unmet(when, {ticket, {}, &mail})->reason, "resolved");
  ticket.state = State::open;
  const auto refund = says("a refund");
  EXPECT_FALSE(unmet(when, {ticket, {}, &refund}));
}

TEST(Rules, ARuleThatActedInThisDecisionIsLeftOut) {
  Desk desk;
  desk.rules = {{"first", RuleEvent::created, {}, {action::AddTag{"a"}}}};
  Ticket ticket;
  Trace trace;
  EXPECT_TRUE(plan(RuleEvent::created, desk, {ticket, {}}, trace, {"first"}).empty());
}

}  // namespace ticketd::core
