#include "store/sqlite/search.h"

#include "core/names.h"

namespace ticketd::store::sqlite {
namespace {

/// SELECT id FROM a table, condition by condition.
class Selection {
 public:
  explicit Selection(std::string_view table) {
    made_.sql = "SELECT id FROM " + std::string(table) + " WHERE 1";
  }

  /// Each `?` of the condition takes one value.
  template <class... Values>
  void where(std::string_view condition, Values... values) {
    made_.sql += " AND " + std::string(condition);
    (made_.values.emplace_back(std::move(values)), ...);
  }
  void where_given(std::string_view condition, const std::string& value) {
    if (!value.empty()) where(condition, value);
  }

  template <class Enum>
  void where_one_of(std::string_view column, const std::vector<Enum>& choices) {
    if (choices.empty()) return;
    std::string marks;
    for (const auto choice : choices) {
      marks += marks.empty() ? "?" : ", ?";
      made_.values.emplace_back(std::string(core::name_of(choice)));
    }
    where(std::string(column) + " IN (" + marks + ")");
  }

  Search ordered(std::optional<std::size_t> limit) {
    made_.sql += " ORDER BY id";
    if (limit) {
      made_.sql += " LIMIT ?";
      made_.values.emplace_back(static_cast<std::int64_t>(*limit));
    }
    return std::move(made_);
  }

 private:
  Search made_;
};

std::string contained(std::string_view word) {
  std::string pattern = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

/// Every text of every ticket is read; an index of words takes this function's place.
void where_contains(Selection& tickets, std::string_view word) {
  tickets.where(
      "(subject LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM entry WHERE entry.ticket = ticket.id AND"
      " (text LIKE ? ESCAPE '\\' OR full_text LIKE ? ESCAPE '\\')))",
      contained(word), contained(word), contained(word));
}

}  // namespace

Search search(const TicketQuery& query) {
  Selection tickets("ticket");
  if (query.after) tickets.where("id > ?", query.after->value);
  tickets.where_one_of("state", query.states);
  if (query.assigned) tickets.where(*query.assigned ? "assignee <> ''" : "assignee = ''");
  tickets.where_given("assignee = ?", query.assignee);
  tickets.where_given("team = ?", query.group);
  tickets.where_given("mailbox = ?", query.mailbox);
  tickets.where_given("requester_address = ?", query.requester);
  tickets.where_given("channel = ?", query.channel);
  tickets.where_given("id IN (SELECT ticket FROM ticket_tag WHERE tag = ?)", query.tag);
  if (query.priority) tickets.where("priority = ?", std::string(core::name_of(*query.priority)));
  for (const auto& word : query.words) where_contains(tickets, word);
  return tickets.ordered(query.limit);
}

Search search(const QueueQuery& query) {
  Selection items("outbox");
  items.where_one_of("state", query.states);
  if (query.states.empty()) items.where("state <> 'sent'");
  if (query.ticket) items.where("ticket = ?", query.ticket->value);
  return items.ordered(query.limit);
}

}  // namespace ticketd::store::sqlite
