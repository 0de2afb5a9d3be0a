// What every conversation must hold, whatever the order, however often (promises 2 and 3), over generated
// conversations.
#include "desk.h"

#include <algorithm>
#include <random>
#include <set>

namespace ticketd::daemon {

namespace {

/// Some conversations among a few people, as mail clients write them: an answer cites its parent and what
/// that cited.
std::vector<TestMail> conversations(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<TestMail> mails;
  const std::vector<std::string> people{"a@one.example", "b@one.example", "c@one.example"};
  for (int thread = 0; thread < 4; ++thread) {
    const std::string root = "root" + std::to_string(thread) + "@one.example";
    std::vector<std::string> ids{root}, chains{""};  // each with the references that its answers inherit
    const auto everybody = "support@desk.example, " + people[0] + ", " + people[1] + ", " + people[2];
    mails.push_back(mail(root)
                        .from(people[random() % 3])
                        .about("thread " + std::to_string(thread))
                        .head("Cc: " + everybody));
    for (int reply = 0; reply < 5; ++reply) {
      const auto id = "r" + std::to_string(thread) + "." + std::to_string(reply) + "@one.example";
      const auto parent = random() % ids.size();
      const auto chain = chains[parent] + "<" + ids[parent] + ">";
      mails.push_back(
          mail(id)
              .from(people[random() % 3])
              .about("Re: " + std::to_string(random() % 100))
              .head("In-Reply-To: <" + ids[parent] + ">\r\nReferences: " + chain + "\r\nCc: " + everybody)
              .saying("Text " + id));
      ids.push_back(id);
      chains.push_back(chain);
    }
  }
  return mails;
}

/// Which mails stand together: the partition into tickets, without the tickets' numbers.
std::set<std::set<std::string>> partition(TestDesk& desk) {
  std::set<std::set<std::string>> parts;
  for (const auto& ticket : desk.tickets()) {
    std::set<std::string> together;
    for (const auto& entry : desk.ticket(ticket.id.value).entries)
      if (!entry.entry.message_id.empty()) together.insert(entry.entry.message_id);
    parts.insert(together);
  }
  return parts;
}

}  // namespace

TEST(Threading, AnyOrderOfArrivalGivesTheSameTickets) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    auto mails = conversations(seed);
    TestDesk in_order;
    for (const auto& one : mails) in_order.receive(one);
    const auto expected = partition(in_order);
    EXPECT_EQ(expected.size(), 4U) << "seed " << seed;
    std::mt19937 random(seed);
    for (int round = 0; round < 6; ++round) {
      std::shuffle(mails.begin(), mails.end(), random);
      TestDesk shuffled;
      for (const auto& one : mails) shuffled.receive(one);
      EXPECT_EQ(partition(shuffled), expected) << "seed " << seed << ", round " << round;
    }
  }
}

TEST(Threading, AMailThatConnectsTwoTicketsLinksThem) {
  TestDesk desk;
  desk.receive(mail("root@one.example").cc("b@one.example"));
  desk.receive(mail("late@one.example")
                   .from("b@one.example")
                   .cc("park@customer.example")
                   .citing("middle@one.example"));
  const auto middle =
      desk.receive(mail("middle@one.example").from("b@one.example").citing("root@one.example"));
  EXPECT_EQ(middle.ticket, core::TicketId{1});
  EXPECT_EQ(desk.ticket(1).ticket.links, (std::vector{core::Link{core::LinkKind::possible_origin, {2}}}));
}

TEST(Threading, ReceivingAMailAgainChangesNothing) {
  const auto mails = conversations(7);
  TestDesk desk;
  for (const auto& one : mails) desk.receive(one);
  const auto expected = partition(desk);
  const auto letters = desk.letters().size();
  for (const auto& one : mails) EXPECT_EQ(desk.receive(one).place, core::Place::duplicate);
  EXPECT_EQ(partition(desk), expected);
  EXPECT_EQ(desk.letters().size(), letters);
}

TEST(Threading, ARedeliveryWithOtherTraceFieldsIsTheSameMail) {
  TestDesk desk;
  const auto one = mail("q@customer.example");
  desk.receive(one);
  const auto again = desk.receive(
      "Received: from elsewhere by another.example; Sun, 22 Nov 2026 10:00:00 +0900\r\n" + one.bytes(),
      one.sender(), one.recipient(), one.id());
  EXPECT_EQ(again.place, core::Place::duplicate);
  EXPECT_EQ(desk.tickets().size(), 1U);
}

TEST(Threading, TheSameMessageIdWithOtherWordsIsAnotherMail) {
  TestDesk desk;
  desk.receive(mail("q@customer.example").saying("one"));
  const auto other = desk.receive(mail("q@customer.example").saying("two"));
  EXPECT_EQ(other.place, core::Place::ticket);
}

TEST(Threading, CitingOneselfOrInACircleEnds) {
  TestDesk desk;
  desk.receive(mail("self@x.example").citing("self@x.example"));
  desk.receive(mail("a@x.example").citing("b@x.example").about("circle"));
  desk.receive(mail("b@x.example").citing("a@x.example").about("circle"));
  EXPECT_EQ(desk.tickets().size(), 2U);
}

TEST(Threading, EveryByteStringEndsSomewhereVisible) {
  TestDesk desk;
  std::mt19937 random(11);
  std::size_t mails = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = round % 2 ? mail("m" + std::to_string(round) + "@x.example").bytes() : std::string{};
    for (int i = 0; i < 60; ++i) {
      const auto at = bytes.empty() ? 0 : random() % bytes.size();
      if (random() % 3)
        bytes.insert(at, 1, static_cast<char>(random()));
      else if (!bytes.empty())
        bytes.erase(at, 1);
    }
    if (desk.place_of(bytes)) ++mails;
  }
  std::size_t entries = 0;
  for (const auto& ticket : desk.tickets()) entries += desk.ticket(ticket.id.value).entries.size();
  EXPECT_EQ(mails, 300U);
  EXPECT_LE(entries + desk.quarantine().size(), 300U);
  EXPECT_EQ(desk.unprocessed(), 0);
}

}  // namespace ticketd::daemon
