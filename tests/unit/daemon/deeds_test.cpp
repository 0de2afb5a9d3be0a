// What people do to tickets through ticketctl and the API, at a whole desk.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using core::ErrorKind, core::LetterKind, core::State, core::Visibility;
using testing::HasSubstr;

namespace {

const std::string customer = "park@customer.example";

constexpr auto refund = R"(
[[template]]
name = "refund"
text = "Ticket {{ticket}} is refunded.\n{{text}}"
)";

/// A desk with one ticket.
struct Asked {
  TestDesk desk{"desk.example", refund};
  Asked() { desk.receive(mail("q@customer.example")); }
  core::Entry last_entry() { return desk.ticket(1).entries.back().entry; }
  State state() { return desk.ticket(1).ticket.state; }
};

}  // namespace

TEST(Deeds, ATemplateGivesTheWordsThatGoWithANewState) {
  struct Step {
    std::string action;
    State to;
  };
  for (const auto& [action, to] :
       {Step{"pending", State::pending}, Step{"close", State::closed}, Step{"reopen", State::open}}) {
    Asked asked;
    if (to == State::open) {
      ASSERT_TRUE(asked.desk.act({.ticket = {1}, .action = "close"}));
    }
    const auto done =
        asked.desk.act({.ticket = {1}, .action = action, .as = "kim", .template_name = "refund"});
    ASSERT_TRUE(done) << action << ": " << done.error().detail;
    EXPECT_EQ(asked.state(), to) << action;
    EXPECT_EQ(asked.desk.letter_with_words(customer, LetterKind::public_reply).variables.at("text"),
              "Ticket 1 is refunded.")
        << action;
    EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = action, .template_name = "refund"}))
        << "nobody would speak";
  }
}

TEST(Deeds, ATemplateGivesTheWordsOfANote) {
  Asked asked;
  ASSERT_TRUE(asked.desk.act(
      {.ticket = {1}, .action = "note", .as = "kim", .text = "By bank.", .template_name = "refund"}));
  EXPECT_EQ(asked.last_entry().text, "Ticket 1 is refunded.\nBy bank.");
  EXPECT_EQ(asked.last_entry().visibility, Visibility::private_);
}

TEST(Deeds, WhatSaysNothingTakesNoTemplate) {
  Asked asked;
  for (const auto* action : {"spam", "take", "star"})
    EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = action, .as = "kim", .template_name = "refund"}))
        << action;
  EXPECT_FALSE(asked.desk.act({.ticket = {1},
                               .action = "resolve",
                               .as = "kim",
                               .template_name = "refund",
                               .internal = true,
                               .reason = "test"}));
}

TEST(Deeds, WhatIsMissingOrMisspeltIsMalformed) {
  Asked asked;
  const core::TicketId one{1};
  for (const auto& wrong : std::vector<TicketAction>{
           {.ticket = one, .action = "reply", .as = "kim"},
           {.ticket = one, .action = "reply", .as = "kim", .template_name = "unknown"},
           {.ticket = one, .action = "reply", .as = "nobody", .text = "x"},
           {.ticket = one, .action = "reply", .text = "x"},
           {.ticket = one, .action = "close", .as = "kim", .internal = true, .reason = "test"},
           {.ticket = one, .action = "forward", .as = "kim"},
           {.ticket = one, .action = "forward", .as = "kim", .to = {"bad"}},
           {.ticket = one, .action = "assign", .agent = "nobody"},
           {.ticket = one, .action = "tag"},
           {.ticket = one, .action = "tag", .tags = {"a,b"}},
           {.ticket = one, .action = "field"},
           {.ticket = one, .action = "field", .fields = {{"unknown", "x"}}},
           {.ticket = one, .action = "merge"},
           {.ticket = one, .action = "merge", .tickets = {1}},
           {.ticket = one, .action = "snooze", .until = "then"}}) {
    const auto done = asked.desk.act(wrong);
    ASSERT_FALSE(done) << wrong.action;
    EXPECT_EQ(done.error().kind, ErrorKind::malformed) << wrong.action << ": " << done.error().detail;
    EXPECT_THAT(done.error().detail, testing::Not(HasSubstr("--"))) << "HTTP has no options";
  }
}

TEST(Deeds, WhatIsNotThereIsNotFound) {
  Asked asked;
  const core::TicketId one{1};
  for (const auto& wrong : std::vector<TicketAction>{{.ticket = {9}, .action = "close"},
                                                     {.ticket = one, .action = "merge", .tickets = {99}},
                                                     {.ticket = one, .action = "split", .entry = 99},
                                                     {.ticket = one, .action = "frobnicate"},
                                                     {.ticket = one, .action = "administer"}}) {
    const auto done = asked.desk.act(wrong);
    ASSERT_FALSE(done) << wrong.action;
    EXPECT_EQ(done.error().kind, ErrorKind::not_found) << wrong.action << ": " << done.error().detail;
  }
}

TEST(Deeds, WhatOneMayNotIsRefused) {
  Asked asked;
  const auto done =
      asked.desk.act({.ticket = {1}, .action = "forward", .as = "kim", .to = {"kim@corp.example"}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::policy);
}

TEST(Deeds, AReasonWithoutInternalIsNotDroppedOnTheWayToTheCustomer) {
  Asked asked;
  const auto letters = asked.desk.letters(customer).size();
  for (const auto* action : {"resolve", "reply", "close"}) {
    const auto done =
        asked.desk.act({.ticket = {1}, .action = action, .as = "kim", .text = "No.", .reason = "spam"});
    ASSERT_FALSE(done) << action;
    EXPECT_EQ(done.error().kind, ErrorKind::malformed) << action;
  }
  EXPECT_EQ(asked.desk.letters(customer).size(), letters);
  EXPECT_TRUE(
      asked.desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .internal = true, .reason = "spam"}));
}

}  // namespace ticketd::daemon
