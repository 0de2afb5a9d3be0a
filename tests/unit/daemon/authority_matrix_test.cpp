// Every combination of token, author, authentication, ticket state and deed, sent as a mail to a whole desk,
// and of agent, scope and deed through the door of ticketctl and the API: what is done is what the rows below
// allow, and nothing else.
#include "desk.h"

#include <set>

namespace ticketd::daemon {

using core::State, core::Visibility;

namespace {

enum class Carries { nothing, customers, agents, colleagues, another_tickets, forged };
enum class Author { requester, participant, agent, colleague, stranger };
enum class Authenticated { yes, unknown, failed };

struct MailDeed {
  const char* line;
  bool (*done)(const core::Ticket&);
};

constexpr MailDeed deeds[] = {
    {"#close", [](const core::Ticket& t) { return t.state == State::closed; }},
    {"#priority urgent", [](const core::Ticket& t) { return t.priority == core::Priority::urgent; }},
    {"#assign lee", [](const core::Ticket& t) { return t.assignee == "lee"; }},
    {"#tag seen", [](const core::Ticket& t) { return !t.tags.empty(); }},
    {"#spam", [](const core::Ticket& t) { return t.state == State::spam; }},
    {"#escalate night", [](const core::Ticket& t) { return t.state == State::escalated; }},
    {"#cc thief@evil.example", [](const core::Ticket& t) { return t.participants.size() > 1; }},
};

std::string address_of(Author author) {
  switch (author) {
    case Author::requester:
      return "park@customer.example";
    case Author::participant:
      return "colleague@customer.example";
    case Author::agent:
      return "kim@corp.example";
    case Author::colleague:
      return "lee@corp.example";
    case Author::stranger:
      return "mallory@evil.example";
  }
  return {};
}

/// A ticket of park's with a participant, told to kim. Rows that change nothing may share one.
struct Row {
  TestDesk desk{"desk.example", "[[group]]\nname = \"night\"\n"};
  core::Letter to_customer, to_agent, of_another;
  int mails = 0;
  explicit Row(State state) {
    desk.receive(mail("q@customer.example").cc("colleague@customer.example"));
    to_agent = desk.last_letter("kim@corp.example");
    to_customer = desk.last_letter("park@customer.example");
    desk.receive(mail("q2@customer.example").from("other@customer.example"));
    of_another = desk.last_letter("kim@corp.example");
    if (state == State::resolved) (void)desk.act({.ticket = {1}, .action = "resolve", .as = "kim"});
    if (state == State::spam) (void)desk.act({.ticket = {1}, .action = "spam"});
  }
  core::Trace send(Carries token, Author author, Authenticated how, const std::string& text) {
    auto script = mail("row" + std::to_string(++mails) + "@test.example")
                      .from(address_of(author))
                      .about("Re: printer")
                      .saying(text);
    const auto carry = [&](const core::Letter& letter) { script.answering(letter).from(address_of(author)); };
    if (token == Carries::customers) carry(to_customer);
    if (token == Carries::agents || token == Carries::colleagues) carry(to_agent);
    if (token == Carries::another_tickets) carry(of_another);
    if (token == Carries::nothing) script.citing("q@customer.example");
    if (token == Carries::forged) {
      auto letter = to_agent;
      letter.message_id[0] = letter.message_id[0] == 'a' ? 'b' : 'a';
      letter.reply_to = "support@desk.example";
      carry(letter);
    }
    if (how == Authenticated::yes) script.proven();
    if (how == Authenticated::failed) script.failed();
    return desk.receive(script);
  }
};

/// The table of who is obeyed: an agent's own proven mail that carries an agent's token of this very ticket.
bool is_obeyed(Carries token, Author author, Authenticated how) {
  const bool agent = author == Author::agent || author == Author::colleague;
  return agent && how == Authenticated::yes && (token == Carries::agents || token == Carries::colleagues);
}

}  // namespace

TEST(AuthorityMatrix, ByMailOnlyAProvenAgentWithATokenOfThisTicketIsObeyed) {
  int rows = 0, obeyed = 0;
  std::optional<Row> row;
  for (const auto token :
       {Carries::nothing, Carries::customers, Carries::agents, Carries::another_tickets, Carries::forged})
    for (const auto author :
         {Author::requester, Author::participant, Author::agent, Author::colleague, Author::stranger})
      for (const auto how : {Authenticated::yes, Authenticated::unknown, Authenticated::failed})
        for (const auto& deed : deeds) {
          if (!row) row.emplace(State::open);
          row->send(token, author, how, deed.line);
          const std::string line = deed.line;
          const bool confirmed_first = line.starts_with("#cc");
          const bool may = is_obeyed(token, author, how) && !confirmed_first;
          EXPECT_EQ(deed.done(row->desk.ticket(1).ticket), may)
              << "token " << static_cast<int>(token) << " author " << address_of(author) << " auth "
              << static_cast<int>(how) << ' ' << line;
          EXPECT_TRUE(row->desk.letters("thief@evil.example").empty());
          ++rows;
          obeyed += may ? 1 : 0;
          if (may || rows % 15 == 0) row.reset();
        }
  EXPECT_EQ(rows, 525);
  EXPECT_EQ(obeyed, 12) << "two agents, six deeds";
}

TEST(AuthorityMatrix, WordsAreSeenOutsideOnlyWhenTheirAuthorMaySpeakThere) {
  int rows = 0;
  for (const auto state : {State::open, State::resolved, State::spam}) {
    std::optional<Row> row;
    for (const auto token :
         {Carries::nothing, Carries::customers, Carries::agents, Carries::another_tickets, Carries::forged})
      for (const auto author :
           {Author::requester, Author::participant, Author::agent, Author::colleague, Author::stranger})
        for (const auto how : {Authenticated::yes, Authenticated::unknown, Authenticated::failed}) {
          if (!row) row.emplace(state);
          const std::string words = "These are the words of row " + std::to_string(++rows) + '.';
          row->send(token, author, how, words);
          std::set<std::string> readers;
          for (const auto& item : row->desk.outbox())
            for (const auto& [name, value] : item.letter.variables)
              if (value.find(words) != std::string::npos &&
                  item.letter.to.address.find("corp") == std::string::npos)
                readers.insert(item.letter.to.address);
          std::set<std::string> expected;
          if (is_obeyed(token, author, how) && state != State::spam)
            expected = {"park@customer.example", "colleague@customer.example"};
          // an agent who answers another ticket speaks to that one's customer, and to nobody here
          if (is_obeyed(Carries::agents, author, how) && token == Carries::another_tickets)
            expected = {"other@customer.example"};
          EXPECT_EQ(readers, expected)
              << core::name_of(state) << " token " << static_cast<int>(token) << " author "
              << address_of(author) << " auth " << static_cast<int>(how);
          if (row->desk.ticket(1).ticket.state != state || rows % 15 == 0) row.reset();  // a reply reopens
        }
  }
  EXPECT_EQ(rows, 225);
}

namespace {

/// The desk of the API's rows: a ticket of cs, in the spam box or not, and one more.
struct Case {
  TestDesk desk{"desk.example", R"(
[[group]]
name = "night"
[[group]]
name = "legal"
visible_to = "members"
[[agent]]
name = "chief"
email = "chief@corp.example"
role = "manager"
[[agent]]
name = "novice"
email = "novice@corp.example"
permissions = []
)"};
  explicit Case(State state, bool members_only) {
    desk.receive(mail("q@customer.example"));
    desk.receive(mail("q2@customer.example").from("other@customer.example"));
    for (const auto number : {1, 2}) {
      if (!members_only) continue;
      const auto moved =
          desk.act({.ticket = {number}, .action = "transfer", .agent = "chief", .group = "legal"});
      EXPECT_TRUE(moved.has_value());
    }
    if (state == State::spam) (void)desk.act({.ticket = {1}, .action = "spam"});
  }
  /// Grows with whatever is done to anything.
  std::size_t effects() {
    std::size_t count = desk.letters().size();
    for (const auto& one : desk.tickets()) {
      const auto view = desk.ticket(one.id.value);
      count += 1 + view.entries.size() + view.events.size();
    }
    return count;
  }
};

}  // namespace

TEST(AuthorityMatrix, ThroughTheApiDoorScopePermissionsGroupsAndStatesDecide) {
  struct Knocks {
    const char* name;
    Caller caller;
    bool writes;
  };
  const Knocks doors[] = {{"socket", {.local = true}, true},
                          {"read", {.scope = core::ApiScope::read, .token = "t"}, false},
                          {"write", {.scope = core::ApiScope::write, .token = "t"}, true}};
  struct Person {
    const char* name;
    bool may_transfer, may_delete, sees_legal;
  };
  constexpr Person people[] = {{"", true, true, true},
                               {"kim", true, false, false},
                               {"chief", true, true, true},
                               {"novice", false, false, false},
                               {"nobody", false, false, false}};
  struct Deed {
    TicketAction action;
    bool needs_agent = false, transfers = false, deletes = false, in_spam = true;
  };
  const Deed all[] = {
      {{.ticket = {1}, .action = "reply", .text = "Hello"}, true, false, false, false},
      {{.ticket = {1}, .action = "note", .text = "Hello"}, true},
      {{.ticket = {1}, .action = "resolve"}, true},
      {{.ticket = {1}, .action = "close"}},
      {{.ticket = {1}, .action = "transfer", .group = "cs"}, false, true, false, false},
      {{.ticket = {1}, .action = "merge", .tickets = {2}}, false, true, false, false},
      {{.ticket = {1}, .action = "escalate", .group = "night"}, true, true, false, false},
      {{.ticket = {1}, .action = "spam"}, false, true},
      {{.ticket = {1}, .action = "delete"}, false, false, true},
      {{.ticket = {1}, .action = "administer"}, true, true, true, false},
  };
  int rows = 0, done = 0;
  for (const auto state : {State::open, State::spam})
    for (const bool members_only : {false, true}) {
      std::optional<Case> at;
      for (const auto& door : doors)
        for (const auto& person : people)
          for (const auto& deed : all) {
            if (!at) at.emplace(state, members_only);
            auto action = deed.action;
            action.as = person.name;
            action.caller = door.caller;
            const bool exists = action.as != "nobody";
            const bool permitted =
                (!deed.transfers || person.may_transfer) && (!deed.deletes || person.may_delete);
            const bool speaks = !deed.needs_agent || !action.as.empty();
            const bool fits = state != State::spam || deed.in_spam;
            const bool sees = !members_only || person.sees_legal;
            const bool may =
                door.writes && exists && permitted && speaks && fits && sees && action.action != "administer";
            const auto before = at->effects();
            EXPECT_EQ(at->desk.act(action).has_value(), may)
                << core::name_of(state) << (members_only ? " members only, " : ", ") << door.name << ", "
                << (action.as.empty() ? "operator" : action.as) << ' ' << action.action;
            if (!may) {
              EXPECT_EQ(at->effects(), before) << "refused, and still something was done";
            }
            ++rows;
            done += may ? 1 : 0;
            const bool leaves_it = action.action == "reply" || action.action == "note";
            if (may && !leaves_it) at.reset();
          }
    }
  EXPECT_EQ(rows, 600);
  EXPECT_GT(done, 100);
}

}  // namespace ticketd::daemon
