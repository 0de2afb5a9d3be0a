// Automatic mail stops by itself, whatever its cause; what people must hear goes on.
#include "core/correspondence.h"
#include "tests/unit/core/house_fixture.h"

#include <gtest/gtest.h>

#include <functional>

namespace ticketd::core {

namespace {

struct Breaker : ::testing::Test {
  TestHouse house;
  TicketContext context;
  DeskState desk_state;
  FreshIds fresh{1, 1, 1, 1};

  Breaker() {
    context.ticket.id = {1};
    context.ticket.mailbox = "support";
    context.ticket.assignee = "kim";
    context.ticket.requester = {"Park", "Park@customer.example"};
  }

  /// Who is written to, and what the history says of the others.
  std::vector<std::string> written(const std::function<void(Draft&)>& act) {
    Changes changes;
    const auto here = house.house();
    Draft draft(here, context, desk_state, fresh, changes);
    act(draft);
    std::vector<std::string> found;
    for (const auto& change : changes) {
      if (const auto* queued = std::get_if<change::Enqueue>(&change))
        found.push_back(queued->item.letter.to.address);
      if (const auto* recorded = std::get_if<change::RecordEvent>(&change))
        if (recorded->event.kind == EventKind::breaker) found.push_back("not written: " + recorded->event.to);
    }
    return found;
  }
  std::vector<std::string> answer_by_rule() {
    return written(
        [](Draft& draft) { send_automatically(draft, LetterKind::resolved, draft.add_public({})); });
  }
};

using Written = std::vector<std::string>;

}  // namespace

TEST_F(Breaker, AnAddressGetsSoManyAutomaticMailsADayAboutAllTickets) {
  context.automatic.to["park@customer.example"] = house.settings.automatic.mails_per_address_per_day - 1;
  EXPECT_EQ(answer_by_rule(), Written{"Park@customer.example"});
  context.automatic.to["park@customer.example"] = house.settings.automatic.mails_per_address_per_day;
  EXPECT_EQ(answer_by_rule(), Written{"not written: enough automatic mails to this address today"});
}

TEST_F(Breaker, TheMailsOfOneDecisionCountForItsNext) {
  house.settings.automatic.mails_per_address_per_day = 1;
  const auto both = written([](Draft& draft) {
    send_automatically(draft, LetterKind::resolved, draft.add_public({}));
    send_automatically(draft, LetterKind::on_hold, draft.add_public({}));
  });
  EXPECT_EQ(both,
            (Written{"Park@customer.example", "not written: enough automatic mails to this address today"}));
}

TEST_F(Breaker, AFloodStopsAutomaticMailAndNotThePeople) {
  context.automatic.last_minute = house.settings.automatic.per_minute;
  EXPECT_EQ(answer_by_rule(), Written{"not written: too many automatic mails in the last minute"});
  EXPECT_EQ(written([](Draft& draft) {
              Entry answer;
              answer.text = "Hello.";
              send_to_customers(draft, LetterKind::public_reply, draft.add_public(std::move(answer)));
            }),
            Written{"Park@customer.example"})
      << "a person's answer is no automatic mail";
  EXPECT_EQ(written([](Draft& draft) {
              tell_of_delivery(draft, LetterKind::delivery_failed, {{"recipient", "x@y"}}, std::nullopt);
            }),
            Written{"kim@corp.example"})
      << "somebody must hear of it";
}

TEST_F(Breaker, AnAgentIsAnsweredInAFloodUntilTheAgentsOwnBreakerOpens) {
  context.automatic.last_minute = house.settings.automatic.per_minute;
  const auto answer = [&] {
    return written([&](Draft& draft) {
      write_to_agent(draft, LetterKind::command_result, house.desk.agents[0], {}, std::nullopt);
    });
  };
  EXPECT_EQ(answer(), Written{"kim@corp.example"});
  context.automatic.to["kim@corp.example"] = house.settings.automatic.mails_per_address_per_day;
  EXPECT_EQ(answer(), Written{"not written: enough automatic mails to this address today"});
}

}  // namespace ticketd::core
