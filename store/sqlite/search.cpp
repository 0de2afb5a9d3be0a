#include "store/sqlite/search.h"

#include "core/names.h"
#include "core/text.h"
#include "store/sqlite/rows.h"

#include <algorithm>

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

std::int64_t milliseconds(core::Time time) { return time.time_since_epoch().count(); }

std::string contained(std::string_view word) {
  std::string pattern = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

/// Of a contact, or of a mail address in a ticket, whatever else is known of the person.
constexpr std::string_view contact_of_requester =
    "requester_address IN (SELECT address FROM contact_address JOIN contact ON contact.id = contact WHERE ";

/// A number as people write it, without what stands between its digits.
constexpr std::string_view digits_of_phone =
    "replace(replace(replace(replace(replace(phone, '-', ''), ' ', ''), '.', ''), '(', ''), ')', '')";

void where_requested_by(Selection& tickets, const RequesterQuery& by) {
  const auto contact_has = [](std::string_view condition) {
    return std::string(contact_of_requester) + std::string(condition) + ")";
  };
  if (!by.name.empty())
    tickets.where("(requester_name LIKE ? ESCAPE '\\' OR " + contact_has("name LIKE ? ESCAPE '\\'") + ")",
                  contained(by.name), contained(by.name));
  if (!by.email.empty())
    tickets.where(
        "(requester_address LIKE ? ESCAPE '\\' OR " +
            contact_has("contact IN (SELECT contact FROM contact_address WHERE address LIKE ? ESCAPE '\\')") +
            ")",
        contained(by.email), contained(by.email));
  if (!by.phone.empty())
    tickets.where(contact_has(std::string(digits_of_phone) + " LIKE ? ESCAPE '\\'"),
                  contained(core::digits_of_phone(by.phone)));
  if (!by.company.empty()) tickets.where(contact_has("company = ?"), by.company);
  if (!by.customer_number.empty()) tickets.where(contact_has("customer_number = ?"), by.customer_number);
  if (by.contact) tickets.where(contact_has("contact.id = ?"), by.contact->value);
}

void where_contains(Selection& tickets, std::string_view word, std::optional<core::Visibility> where,
                    const std::set<std::int64_t>& waiting) {
  std::string numbers;
  for (const auto ticket : waiting) numbers += (numbers.empty() ? "" : ",") + std::to_string(ticket);
  tickets.where(
      "(id IN (SELECT iif(rowid < 0, -rowid, (SELECT ticket FROM entry WHERE entry.id = word_index.rowid))"
      " FROM word_index WHERE word_index MATCH ?) OR id IN (" +
          numbers + "))",
      match_of(word, where));
}

}  // namespace

Search search(const TicketQuery& query, const TicketsByWord& waiting) {
  Selection tickets("ticket");
  if (query.after) tickets.where("id > ?", query.after->value);
  if (query.id) tickets.where("id = ?", query.id->value);
  if (query.created_from) tickets.where("created_at >= ?", milliseconds(*query.created_from));
  if (query.created_before) tickets.where("created_at < ?", milliseconds(*query.created_before));
  if (!query.subject.empty()) tickets.where("subject LIKE ? ESCAPE '\\'", contained(query.subject));
  if (query.starred_by) tickets.where("id IN (SELECT ticket FROM star WHERE agent = ?)", *query.starred_by);
  where_requested_by(tickets, query.requested_by);
  tickets.where_one_of("state", query.states);
  if (query.assigned) tickets.where(*query.assigned ? "assignee <> ''" : "assignee = ''");
  tickets.where_given("assignee = ?", query.assignee);
  tickets.where_given("team = ?", query.group);
  tickets.where_given("mailbox = ?", query.mailbox);
  tickets.where_given("requester_address = ?", query.requester);
  tickets.where_given("channel = ?", query.channel);
  tickets.where_given("id IN (SELECT ticket FROM ticket_tag WHERE tag = ?)", query.tag);
  if (query.priority) tickets.where("priority = ?", std::string(core::name_of(*query.priority)));
  for (const auto& [name, value] : query.fields)
    tickets.where("id IN (SELECT ticket FROM ticket_field WHERE name = ? AND value = ?)", name, value);
  if (query.snoozed) tickets.where(*query.snoozed ? "snoozed_until IS NOT NULL" : "snoozed_until IS NULL");
  if (query.surveyed) tickets.where(*query.surveyed ? "survey IS NOT NULL" : "survey IS NULL");
  if (query.score) tickets.where("score = ?", static_cast<std::int64_t>(*query.score));
  for (std::size_t word = 0; word < query.words.size(); ++word)
    where_contains(tickets, query.words[word], query.words_in, waiting[word]);
  return tickets.ordered(query.limit);
}

Search search(const ContactQuery& query) {
  Selection contacts("contact");
  if (query.after) contacts.where("id > ?", query.after->value);
  if (query.id) contacts.where("id = ?", query.id->value);
  contacts.where_given("id IN (SELECT contact FROM contact_address WHERE address = ?)", query.address);
  contacts.where_given("company = ?", query.company);
  if (query.vip)
    contacts.where("(vip OR company IN (SELECT name FROM company WHERE vip)) = ?",
                   static_cast<std::int64_t>(*query.vip));
  if (!query.text.empty())
    contacts.where(
        "(name LIKE ? ESCAPE '\\' OR company LIKE ? ESCAPE '\\' OR customer_number LIKE ? ESCAPE '\\' OR "
        "phone LIKE"
        " ? ESCAPE '\\' OR id IN (SELECT contact FROM contact_address WHERE address LIKE ? ESCAPE '\\'))",
        contained(query.text), contained(query.text), contained(query.text), contained(query.text),
        contained(query.text));
  return contacts.ordered(query.limit);
}

Search search(const QueueQuery& query) {
  Selection items("outbox");
  items.where_one_of("state", query.states);
  if (std::ranges::find(query.states, core::SendState::sent) == query.states.end())
    items.where("state <> 'sent'");  // has an index of its own, however long the history is
  if (query.states.empty()) items.where("given_up = 0");
  if (query.ticket) items.where("ticket = ?", query.ticket->value);
  if (query.after) items.where("id > ?", query.after->value);
  return items.ordered(query.limit);
}

Result<std::vector<core::Ticket>> load_tickets(Connection& db, const TicketQuery& query) {
  const auto waiting = look_through_waiting(db, query.words, query.words_in);
  if (!waiting) return fail(waiting);
  const auto [sql, values] = search(query, *waiting);
  const auto ids = db.numbers(sql, values);
  if (!ids) return fail(ids);
  std::vector<core::Ticket> tickets;
  for (const auto id : *ids) {
    auto ticket = load_ticket(db, {id});
    if (!ticket) return fail(ticket);
    if (*ticket) tickets.push_back(std::move(**ticket));
  }
  return tickets;
}

}  // namespace ticketd::store::sqlite
