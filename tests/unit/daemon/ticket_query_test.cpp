#include "daemon/http/ticket_query.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TicketQuery, AViewIsNarrowedByWordsAndFields) {
  const auto query =
      ticket_query("open", "환불 \"not delivered\" priority:high tag:vip assignee:none re:x", "");
  ASSERT_TRUE(query);
  EXPECT_THAT(query->words, ElementsAre("환불", "not delivered", "re:x"));
  EXPECT_EQ(query->priority, core::Priority::high);
  EXPECT_EQ(query->tag, "vip");
  EXPECT_EQ(query->assigned, false);
  EXPECT_THAT(query->states, testing::Not(testing::Contains(core::State::on_hold)));
}

TEST(TicketQuery, WhatIsNearlyAFieldIsNoWord) {
  const auto mistyped = ticket_query("", "stat:open", "");
  ASSERT_FALSE(mistyped);
  EXPECT_THAT(mistyped.error().detail, HasSubstr("did you mean \"state:\"?"));
  EXPECT_FALSE(ticket_query("", "groups:cs", ""));
  EXPECT_FALSE(ticket_query("", "channel:nix", ""));
  EXPECT_EQ(ticket_query("", "channel:phone", "")->channel, "phone");
  for (const auto* word : {"re:x", "is:x", "https://example.com", "mailto:a@example.com", "12:30"})
    EXPECT_THAT(ticket_query("", word, "")->words, ElementsAre(word));
}

TEST(TicketQuery, AStateOutsideTheViewSelectsNothing) {
  EXPECT_EQ(ticket_query("open", "state:closed", "")->limit, 0U);
  EXPECT_EQ(ticket_query("all", "state:closed", "")->limit, std::nullopt);
}

TEST(TicketQuery, TheRequesterIsFoundByWhatIsKnownOfThem) {
  const auto query = ticket_query(
      "", "name:민지 email:@example.com phone:02-123 company:\"Big Corp\" customer:C-17 id:7", "");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->requested_by.name, "민지");
  EXPECT_EQ(query->requested_by.email, "@example.com");
  EXPECT_EQ(query->requested_by.phone, "02-123");
  EXPECT_EQ(query->requested_by.company, "Big Corp");
  EXPECT_EQ(query->requested_by.customer_number, "C-17");
  EXPECT_EQ(query->id, core::TicketId{7});
  EXPECT_FALSE(ticket_query("", "id:x", ""));
  EXPECT_EQ(ticket_query("", "환불 in:notes", "")->words_in, core::Visibility::private_);
  EXPECT_EQ(ticket_query("", "환불 in:public", "")->words_in, core::Visibility::public_);
  EXPECT_FALSE(ticket_query("", "in:secret", ""));
  EXPECT_FALSE(ticket_query("", std::string(301, 'x'), "")) << "too long a word";
  EXPECT_FALSE(ticket_query("", "a b c d e f g h i j k l m n o p q", "")) << "too many words";
}

TEST(TicketQuery, CreatedIsADayOrASpanOfDays) {
  using namespace std::chrono_literals;
  const core::Time day = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
  const auto one = ticket_query("", "created:2026-11-21", "");
  EXPECT_EQ(one->created_from, day);
  EXPECT_EQ(one->created_before, day + 24h);
  const auto span = ticket_query("", "created:2026-11-21..2026-11-22", "");
  EXPECT_EQ(span->created_from, day);
  EXPECT_EQ(span->created_before, day + 48h);
  EXPECT_EQ(ticket_query("", "created:>=2026-11-21", "")->created_from, day);
  EXPECT_EQ(ticket_query("", "created:2026-11-21..", "")->created_from, day);
  EXPECT_FALSE(ticket_query("", "created:2026-11-21..", "")->created_before);
  EXPECT_EQ(ticket_query("", "created:..2026-11-21", "")->created_before, day + std::chrono::hours(24));
  EXPECT_FALSE(ticket_query("", "created:..2026-11-21", "")->created_from);
  EXPECT_EQ(ticket_query("", "created:<2026-11-21", "")->created_before, day);
  EXPECT_FALSE(ticket_query("", "created:<2026-11-21", "")->created_from);
  for (const auto* wrong :
       {"created:yesterday", "created:2026-02-30", "created:..", "created:2026-11-21...", "created:"})
    EXPECT_FALSE(ticket_query("", wrong, "")) << wrong;
}

TEST(TicketQuery, ViewsAreKnownByName) {
  EXPECT_EQ(ticket_query("starred", "", "kim")->starred_by, "kim");
  EXPECT_EQ(ticket_query("group:cs", "", "")->group, "cs");
  EXPECT_EQ(ticket_query("mine", "", "kim")->assignee, "kim");
  EXPECT_FALSE(ticket_query("mine", "", ""));
  EXPECT_FALSE(ticket_query("group:", "", ""));
  EXPECT_FALSE(ticket_query("all", "state:lost", ""));
  EXPECT_FALSE(ticket_query("all", "priority:9", ""));
}

TEST(TicketQuery, OneFieldHasOneValue) {
  EXPECT_EQ(ticket_query("mine", "assignee:lee", "kim").error().kind, core::ErrorKind::malformed);
  EXPECT_EQ(ticket_query("group:cs", "group:billing", "").error().kind, core::ErrorKind::malformed);
  EXPECT_EQ(ticket_query("", "tag:vip tag:late", "").error().kind, core::ErrorKind::malformed);
  EXPECT_TRUE(ticket_query("group:cs", "group:CS", ""));
}

}  // namespace ticketd::daemon
