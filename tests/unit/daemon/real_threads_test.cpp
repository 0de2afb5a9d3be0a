// Real list conversations whose threads are known, where a corpus of them is at hand: TICKETD_THREAD_CORPUS
// names a directory with manifest.jsonl (one mail a line: file, expected.thread) and the files. Real people
// wrote these mails, so nothing of them is kept here.
#include "desk.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

namespace ticketd::daemon {

namespace {

namespace fs = std::filesystem;

std::string file_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Tickets that a link joins are one conversation: a stranger's mail opens one that names the other.
class Conversations {
 public:
  void join(std::int64_t a, std::int64_t b) { parent_[root(a)] = root(b); }
  std::int64_t root(std::int64_t ticket) {
    const auto found = parent_.try_emplace(ticket, ticket).first;
    return found->second == ticket ? ticket : found->second = root(found->second);
  }

 private:
  std::map<std::int64_t, std::int64_t> parent_;
};

std::int64_t pairs(std::int64_t members) { return members * (members - 1) / 2; }

}  // namespace

TEST(RealThreads, ConversationsOfAListAreFoundAgain) {
  const char* corpus = std::getenv("TICKETD_THREAD_CORPUS");
  if (!corpus) GTEST_SKIP() << "TICKETD_THREAD_CORPUS names no corpus";
  TestDesk desk;
  desk.outgoing_is_checked = false;  // thousands of letters with other people's signatures
  std::vector<std::pair<std::string, std::int64_t>> placed;  // expected thread, ticket
  std::ifstream manifest(fs::path(corpus) / "manifest.jsonl");
  for (std::string line; std::getline(manifest, line);) {
    const auto one = nlohmann::json::parse(line);
    if (!one["expected"].contains("thread")) continue;
    const auto trace = desk.receive_list_mail(file_text(fs::path(corpus) / one["file"].get<std::string>()));
    ASSERT_TRUE(trace.ticket) << one["id"];
    placed.emplace_back(one["expected"]["thread"], trace.ticket->value);
  }
  ASSERT_GT(placed.size(), 100U);

  Conversations conversations;
  for (const auto& ticket : desk.tickets())
    for (const auto& link : ticket.links) conversations.join(ticket.id.value, link.ticket.value);
  std::map<std::string, std::int64_t> expected;
  std::map<std::int64_t, std::int64_t> found;
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> both;
  for (const auto& [thread, ticket] : placed) {
    const auto conversation = conversations.root(ticket);
    ++expected[thread];
    ++found[conversation];
    ++both[{thread, conversation}];
  }
  const auto count = [](const auto& groups) {
    return std::accumulate(groups.begin(), groups.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& group) { return sum + pairs(group.second); });
  };
  const auto precision = static_cast<double>(count(both)) / static_cast<double>(count(found));
  const auto recall = static_cast<double>(count(both)) / static_cast<double>(count(expected));
  std::printf("%zu mails, %zu threads: precision %.4f, recall %.4f\n", placed.size(), expected.size(),
              precision, recall);
  EXPECT_GE(precision, 0.99);
  EXPECT_GE(recall, 0.99);
}

TEST(RealThreads, AListsConversationWithNewcomersAndLostParentsStaysTogether) {
  TestDesk desk;
  const auto from_list = [](TestMail mail) { return mail.head("List-Id: <users.list.example>"); };
  desk.receive(from_list(mail("1@a.example").from("ann@a.example").cc("bob@b.example").about("build fails")));
  // the second is answered before it arrives, by somebody who was copied on the first
  desk.receive(
      from_list(mail("3@b.example")
                    .from("bob@b.example")
                    .about("Re: build fails")
                    .head("In-Reply-To: <2@a.example>\r\nReferences: <1@a.example>\r\n <2@a.example>")));
  const auto late = desk.receive(
      from_list(mail("2@a.example").from("ann@a.example").about("Re: build fails").citing("1@a.example")));
  EXPECT_EQ(late.ticket, core::TicketId{1});
  const auto newcomer = desk.receive(
      from_list(mail("4@c.example").from("cho@c.example").about("AW: build fails").citing("3@b.example")));
  EXPECT_EQ(desk.ticket(newcomer.ticket->value).ticket.links,
            (std::vector{core::Link{core::LinkKind::possible_origin, {1}}}))
      << "a newcomer's mail names the conversation, and an agent may merge them";
  const auto other = desk.receive(from_list(mail("5@d.example").from("dan@d.example").about("build fails")));
  EXPECT_TRUE(desk.ticket(other.ticket->value).ticket.links.empty()) << "the same subject is no reference";
}

}  // namespace ticketd::daemon
