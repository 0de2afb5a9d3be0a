#include "core/sla.h"

#include <gtest/gtest.h>

#include <random>

namespace ticketd::core {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using Kind = SlaAlarm::Kind;

const Time monday = sys_days(2026y / 11 / 23);

Calendar office() {
  Calendar calendar{"office", {}, {}, {}};
  for (auto day = 1U; day <= 5; ++day) calendar.week[day] = {{9h, 18h}};
  return calendar;
}

SlaPolicy answers_in_two_hours() {
  SlaPolicy policy;
  policy.name = "gold";
  policy.first_response = 2h;
  policy.resolution = 16h;
  policy.warn_before = 30min;
  policy.escalate = {{30min, "group"}, {1h, "manager"}};
  return policy;
}

/// A ticket whose clocks are wound at every step, as each decision does.
struct Case {
  SlaPolicy policy = answers_in_two_hours();
  Calendar calendar = office();
  Ticket ticket;

  explicit Case(Time created) {
    ticket.created_at = created;
    ticket.clocks.waiting_since = created;
    wind(created);
  }
  void wind(Time now) { ticket.clocks.sla = promises(policy, calendar, ticket, now); }
  void state(State to, Time now) {
    ticket.state = to;
    wind(now);
  }
  void answer(Time now) {
    if (!ticket.clocks.answered_at) ticket.clocks.answered_at = now;
    ticket.clocks.waiting_since.reset();
    wind(now);
  }
  std::optional<Time> due_of(SlaTarget target) const {
    for (const auto& clock : ticket.clocks.sla)
      if (clock.target == target) return due(clock, calendar);
    return std::nullopt;
  }
  std::vector<Kind> ring_at(Time now) {
    std::vector<Kind> kinds;
    for (const auto& alarm : ring(ticket.clocks.sla, policy, calendar, now)) kinds.push_back(alarm.kind);
    return kinds;
  }
};

TEST(Sla, AMailAtFiveIsToBeAnsweredByTenTheNextMorning) {
  const Case late(monday + 17h);
  EXPECT_EQ(late.due_of(SlaTarget::first_response), monday + 24h + 10h);
}

TEST(Sla, TheClockStandsWhileTheTicketWaitsForTheCustomer) {
  Case waiting(monday + 9h);
  waiting.state(State::waiting_on_customer, monday + 10h);
  EXPECT_FALSE(waiting.due_of(SlaTarget::first_response));
  waiting.state(State::open, monday + 15h);
  EXPECT_EQ(waiting.due_of(SlaTarget::first_response), monday + 16h) << "an hour was used before";
}

TEST(Sla, AnAnswerKeepsTheFirstPromiseAndTheNextMailStartsTheNext) {
  Case answered(monday + 9h);
  answered.policy.next_response = 1h;
  answered.answer(monday + 10h);
  EXPECT_FALSE(answered.due_of(SlaTarget::first_response));
  EXPECT_FALSE(answered.due_of(SlaTarget::next_response));
  answered.ticket.clocks.waiting_since = monday + 13h;
  answered.wind(monday + 13h);
  EXPECT_EQ(answered.due_of(SlaTarget::next_response), monday + 14h);
}

TEST(Sla, AReopenedTicketGoesOnWithTheTimeItHadLeft) {
  Case reopened(monday + 9h);
  reopened.answer(monday + 10h);
  reopened.state(State::resolved, monday + 11h);
  reopened.state(State::open, monday + 24h + 9h);
  EXPECT_EQ(reopened.due_of(SlaTarget::resolution), monday + 48h + 14h) << "two of sixteen hours were used";
}

TEST(Sla, AlarmsRingInOrderAndOnce) {
  Case silent(monday + 9h);
  EXPECT_EQ(next_alarm(silent.ticket.clocks.sla, silent.policy, silent.calendar), monday + 10h + 30min);
  EXPECT_TRUE(silent.ring_at(monday + 10h).empty());
  EXPECT_EQ(silent.ring_at(monday + 10h + 30min), std::vector{Kind::warning});
  EXPECT_TRUE(silent.ring_at(monday + 10h + 45min).empty());
  EXPECT_EQ(silent.ring_at(monday + 11h), std::vector{Kind::breach});
  EXPECT_EQ(silent.ring_at(monday + 11h + 30min), std::vector{Kind::escalation});
  EXPECT_EQ(silent.ring_at(monday + 12h), std::vector{Kind::escalation});
  EXPECT_TRUE(silent.ring_at(monday + 13h).empty());
}

TEST(Sla, AfterADowntimeEveryAlarmRingsLateButOnceAndNoWarningOfWhatIsBroken) {
  Case silent(monday + 9h);
  EXPECT_EQ(silent.ring_at(monday + 14h), (std::vector{Kind::breach, Kind::escalation, Kind::escalation}));
  EXPECT_TRUE(silent.ring_at(monday + 14h).empty());
}

TEST(Sla, ALongerPromiseTakesBackWhatRangForTheShorter) {
  Case urgent(monday + 9h);
  EXPECT_EQ(urgent.ring_at(monday + 11h), std::vector{Kind::breach});
  urgent.policy.first_response = 6h;
  urgent.wind(monday + 11h);
  EXPECT_EQ(urgent.due_of(SlaTarget::first_response), monday + 15h);
  EXPECT_EQ(urgent.ring_at(monday + 15h), std::vector{Kind::breach});
}

TEST(Sla, DueIsWhenTheMinutesThatCountHaveBeenCountedOneByOne) {
  std::mt19937 dice(7);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(dice); };
  for (int round = 0; round < 50; ++round) {
    Case random(monday + minutes(pick(0, 1439)));
    random.policy.first_response.reset();
    random.policy.resolution = minutes(pick(1, 3000));
    random.wind(random.ticket.created_at);
    minutes counted{};
    auto now = random.ticket.created_at;
    for (; counted < *random.policy.resolution; now += 1min) {
      if (pick(0, 60) == 0) random.state(pick(0, 1) ? State::open : State::on_hold, now);
      if (pick(0, 300) == 0) {
        random.policy.resolution = duration_cast<seconds>(counted + minutes(pick(1, 3000)));
        random.wind(now);
      }
      counted += clock_runs(random.ticket.state) && is_open(random.calendar, now) ? 1min : 0min;
    }
    random.state(State::open, now);
    ASSERT_EQ(random.due_of(SlaTarget::resolution), now) << round;
  }
}

}  // namespace
}  // namespace ticketd::core
