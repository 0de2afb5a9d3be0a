// What the agent behind an API token sees of queue, quarantine and traces.
#include "daemon/http/sight.h"

#include "desk.h"

#include <set>

namespace ticketd::daemon {
namespace {

/// A group whose tickets are for its members, with a mailbox of its own; kim is not in it.
constexpr auto legal = R"(
[[group]]
name = "legal"
visible_to = "members"
[[mailbox]]
name = "legal"
address = "legal@desk.example"
group = "legal"
[[agent]]
name = "yoon"
email = "yoon@corp.example"
groups = ["legal"]
permissions = []
[[agent]]
name = "boss"
email = "boss@corp.example"
role = "manager"
)";

struct Guarded {
  TestDesk desk{"desk.example", legal};
  std::unique_ptr<store::Reader> reader;
  Guarded() {
    desk.receive(mail("open@x"));
    desk.receive(mail("secret@x").from("park@other.example").to("legal@desk.example"));
    for (const auto* mailbox : {"support@desk.example", "legal@desk.example"})
      desk.receive(mail(std::string("away-") + mailbox).to(mailbox).head("Auto-Submitted: auto-replied"));
    reader = desk.reader();
  }
  Sight of(const std::string& agent) {
    caller = {.local = false, .scope = core::ApiScope::write, .token = "t", .agent = agent};
    return {caller, desk.standing()->desk, *reader};
  }
  std::vector<std::int64_t> tickets_in_queue(const std::string& agent) {
    auto sight = of(agent);
    std::set<std::int64_t> seen;
    const auto items = reader->queue({}).value();
    for (const auto& item : items)
      if (sight.has(item).value()) seen.insert(item.ticket.value);
    return {seen.begin(), seen.end()};
  }
  std::size_t quarantined(const std::string& agent) {
    const auto sight = of(agent);
    std::size_t seen = 0;
    for (const auto& one : desk.quarantine()) seen += sight.has(one) ? 1 : 0;
    return seen;
  }
  bool explained(const std::string& agent, const std::string& id) {
    return of(agent).has(reader->traces(id).value().back()).value();
  }
  Caller caller;
};

TEST(Sight, TheQueueShowsMailsOfTicketsThatTheAgentMaySee) {
  Guarded guarded;
  using Tickets = std::vector<std::int64_t>;
  EXPECT_EQ(guarded.tickets_in_queue("kim"), Tickets{1});
  EXPECT_EQ(guarded.tickets_in_queue("yoon"), (Tickets{1, 2}));
  EXPECT_EQ(guarded.tickets_in_queue("boss"), (Tickets{1, 2}));
  EXPECT_EQ(guarded.tickets_in_queue(""), (Tickets{1, 2})) << "a token of no agent";
  EXPECT_EQ(guarded.tickets_in_queue("gone"), Tickets{}) << "an agent who left";
}

TEST(Sight, TheQuarantineShowsWhatCameForMailboxesOfTheAgentsGroups) {
  Guarded guarded;
  EXPECT_EQ(guarded.quarantined("kim"), 1U);
  EXPECT_EQ(guarded.quarantined("yoon"), 2U);
  EXPECT_EQ(guarded.quarantined("boss"), 2U);
  EXPECT_EQ(guarded.quarantined(""), 2U);
  EXPECT_EQ(guarded.quarantined("gone"), 0U);
  EXPECT_TRUE(guarded.of("kim").may_release());
  EXPECT_FALSE(guarded.of("yoon").may_release()) << "without the permission spam";
}

TEST(Sight, AMailThatCameWithoutAnEnvelopeIsKnownByItsMailbox) {
  Guarded guarded;
  ASSERT_TRUE(guarded.desk.place_of(
      mail("fetched@x").to("nobody@else.example").head("Auto-Submitted: auto-replied").bytes()));
  EXPECT_EQ(guarded.desk.quarantine().back().to, "support@desk.example");
  EXPECT_EQ(guarded.quarantined("kim"), 2U);
}

TEST(Sight, ATraceIsToldToWhoeverMaySeeWhereTheMailEnded) {
  Guarded guarded;
  EXPECT_TRUE(guarded.explained("kim", "open@x"));
  EXPECT_FALSE(guarded.explained("kim", "secret@x"));
  EXPECT_TRUE(guarded.explained("yoon", "secret@x"));
  EXPECT_TRUE(guarded.explained("kim", "away-support@desk.example"));
  EXPECT_FALSE(guarded.explained("kim", "away-legal@desk.example"));
  EXPECT_FALSE(guarded.explained("gone", "open@x"));
}

TEST(Sight, ADryRunDoesNotTellOfTicketsThatTheAgentMayNotSee) {
  Guarded guarded;
  core::Trace trace;
  trace.place = core::Place::ticket;
  trace.ticket = core::TicketId{2};
  EXPECT_FALSE(guarded.of("kim").would_see(trace).value());
  EXPECT_TRUE(guarded.of("yoon").would_see(trace).value());
  trace.ticket = core::TicketId{99};
  EXPECT_TRUE(guarded.of("kim").would_see(trace).value()) << "it would be a new one";
}

}  // namespace
}  // namespace ticketd::daemon
