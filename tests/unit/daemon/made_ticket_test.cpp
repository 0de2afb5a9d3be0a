// Tickets that no mail began: a person or a program makes them.
#include "desk.h"

namespace ticketd::daemon {

TEST(MadeTicket, IsNotForAnAddressOfTheDeskNorWithASubjectOfNoneOrTwoLines) {
  TestDesk desk;
  const auto make = [&](std::string requester, std::string subject) {
    return desk.act({.action = "create",
                     .text = "Please look into this.",
                     .requester = std::move(requester),
                     .subject = std::move(subject)});
  };
  for (const auto& [requester, subject] : std::vector<std::pair<std::string, std::string>>{
           {"support@desk.example", "printer"},
           {"Support@Desk.Example", "printer"},
           {"park@customer.example", "printer\r\nBcc: eve@attacker.example"},
           {"park@customer.example", " "},
           {"park@customer.example", std::string(999, 'x')}}) {
    const auto refused = make(requester, subject);
    ASSERT_FALSE(refused) << requester;
    EXPECT_EQ(refused.error().kind, core::ErrorKind::malformed);
  }
  EXPECT_TRUE(desk.tickets().empty());
  EXPECT_TRUE(make("park@customer.example", std::string(998, 'x')));
}

TEST(MadeTicket, IsOfTheChannelThatItCameBy) {
  TestDesk desk;
  TicketAction action{.action = "create",
                      .text = "Printer is on fire.",
                      .requester = "park@customer.example",
                      .subject = "fire"};
  action.caller = {.local = false, .scope = core::ApiScope::write, .token = "monitor"};
  ASSERT_TRUE(desk.act(action));
  EXPECT_EQ(desk.ticket(1).ticket.channel, "api");
  std::int64_t number = 1;
  for (const auto* channel : {"phone", "social"}) {
    action.channel = channel;
    ASSERT_TRUE(desk.act(action));
    EXPECT_EQ(desk.ticket(++number).ticket.channel, channel);
  }
  action.channel = "pigeon";
  EXPECT_FALSE(desk.act(action));
}

TEST(MadeTicket, OfAnEscalationWritesToNobodyOutside) {
  TestDesk desk;
  ASSERT_TRUE(desk.act({.action = "create",
                        .text = "Please look into this.",
                        .requester = "park@customer.example",
                        .subject = "printer",
                        .channel = "escalation"}));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "reply", .as = "kim", .text = "It is the fuser."}));
  EXPECT_FALSE(
      desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .internal = true, .reason = "spam"}));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Replaced."}));
  EXPECT_TRUE(desk.letters("park@customer.example").empty());
}

}  // namespace ticketd::daemon
