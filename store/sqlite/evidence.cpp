#include "store/sqlite/evidence.h"

#include "core/text.h"
#include "store/json.h"
#include "store/sqlite/rows.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace ticketd::store::sqlite {
namespace {

constexpr std::string_view alias = "alias";

struct DatedMail {
  std::int64_t at = 0;
  bool ours = false;
  std::int64_t id = 0;
  core::ThreadMail mail;
};

Result<std::vector<DatedMail>> read_thread(Rows rows) {
  std::vector<DatedMail> mails;
  while (rows.next()) {
    auto& one = mails.emplace_back();
    rows.read(one.at, one.ours, one.id, one.mail.message_id, one.mail.party, one.mail.outlook.index,
              one.mail.outlook.topic);
    one.mail.ours = one.ours;
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return mails;
}

}  // namespace

Result<std::vector<Reference>> Evidence::references_to(const std::string& message_id) {
  std::vector<Reference> references;
  auto rows = db_.ask(Sql::references_to, message_id);
  while (rows.next()) {
    auto& [sighting, learnt] = references.emplace_back();
    std::string how;
    std::optional<core::Visibility> visibility;
    std::optional<std::string> recipient;
    std::optional<core::LetterKind> letter;
    rows.read(how, sighting.ticket, sighting.entry, visibility, sighting.forward, sighting.outbox, recipient,
              letter);
    learnt = how == alias;
    if (!learnt) {
      const auto known = core::named<core::SightingHow>(how);
      if (!known) return fail(core::ErrorKind::corrupt_store, "a message is referred to by '" + how + "'");
      sighting.how = *known;
    }
    if (visibility) sighting.visibility = *visibility;
    if (recipient) sighting.recipient = *recipient;
    if (letter) sighting.letter = *letter;
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return references;
}

Result<std::optional<core::TicketContext>> Evidence::context(core::TicketId id, core::Time now) {
  auto ticket = load_ticket(db_, id);
  if (!ticket) return fail(ticket);
  if (!*ticket) return std::nullopt;
  auto forwards = load_forwards(db_, id);
  if (!forwards) return fail(forwards);
  auto mails = thread(id);
  if (!mails) return fail(mails);
  const auto yesterday = now - std::chrono::days(1);
  const auto automatic = only<int>(db_.ask(Sql::automatic_of_ticket_since, id, yesterday));
  if (!automatic) return fail(automatic);
  auto to_people = counted_to_people(**ticket, yesterday);
  if (!to_people) return fail(to_people);
  const auto reopenings = only<int>(db_.ask(Sql::reopenings_since, id, yesterday));
  if (!reopenings) return fail(reopenings);
  std::vector<core::TicketId> follow_ups;
  auto later = db_.ask(Sql::follow_ups, id, most_follow_ups);
  while (later.next()) later.read(follow_ups.emplace_back());
  if (const auto ended = later.finished(); !ended) return fail(ended);
  auto known = customer((*ticket)->requester.address);
  if (!known) return fail(known);
  std::optional<core::EntryId> newest;
  std::string text;
  auto words = db_.ask(Sql::customer_text, id);
  if (words.next()) words.read(newest.emplace(), text);
  if (const auto ended = words.finished(); !ended) return fail(ended);
  return core::TicketContext{.ticket = std::move(**ticket),
                             .forwards = std::move(*forwards),
                             .thread = std::move(*mails),
                             .automatic_today = *automatic,
                             .automatic = {.last_minute = 0, .to = std::move(*to_people)},
                             .reopens_today = *reopenings,
                             .customer = std::move(*known),
                             .customer_text = std::move(text),
                             .customer_entry = newest,
                             .follow_ups = std::move(follow_ups)};
}

/// One question for each: SQLite answers one for all of them by way of a temporary table, which costs more
/// than the rest of the context.
Result<std::map<std::string, int>> Evidence::counted_to_people(const core::Ticket& ticket, core::Time since) {
  std::set<std::string> people{core::ascii_lower(ticket.requester.address),
                               core::ascii_lower(ticket.reply_to)};
  for (const auto& participant : ticket.participants)
    people.insert(core::ascii_lower(participant.address.address));
  people.erase(std::string());
  std::map<std::string, int> counts;
  for (const auto& address : people) {
    const auto count = only<int>(db_.ask(Sql::counted_to_since, address, since));
    if (!count) return fail(count);
    if (*count > 0) counts.emplace(address, *count);
  }
  return counts;
}

/// The first few and the last fifty: the index on the ticket gives either end without reading the middle.
Result<std::vector<core::ThreadMail>> Evidence::thread(core::TicketId ticket) {
  auto last = read_thread(db_.ask(Sql::last_thread_mails, ticket, last_thread_mails));
  if (!last) return fail(last);
  std::vector<core::ThreadMail> thread;
  if (last->size() >= last_thread_mails) {
    const auto first = read_thread(db_.ask(Sql::first_thread_mails, ticket, first_thread_mails));
    if (!first) return fail(first);
    last->erase(last->begin(), last->end() - static_cast<std::ptrdiff_t>(last_thread_mails));
    const auto key = [](const DatedMail& mail) { return std::tuple(mail.at, mail.ours, mail.id); };
    for (const auto& mail : *first)
      if (key(mail) < key(last->front()) && thread.size() < first_thread_mails) thread.push_back(mail.mail);
  }
  for (auto& mail : *last) thread.push_back(std::move(mail.mail));
  return thread;
}

Result<std::optional<core::Entry>> Evidence::entry(core::EntryId id) { return load_entry(db_, id); }

Result<std::optional<core::OutboxItem>> Evidence::outbox_item(core::OutboxId id) {
  auto items = read_outbox(db_.ask(Sql::outbox_item, id));
  if (!items) return fail(items);
  if (items->empty()) return std::nullopt;
  return std::move(items->front());
}

Result<std::optional<core::Confirmation>> Evidence::confirmation(std::int64_t id, core::Time now) {
  auto rows = db_.ask(Sql::confirmation, id, now);
  std::optional<core::Confirmation> asked;
  if (rows.next()) {
    auto& one = asked.emplace();
    std::string to, cc;
    rows.read(one.id, one.ticket, one.deed, one.agent, to, cc, one.text, one.expires, one.entry);
    if (const auto read = from_json(to, one.to); !read) return fail(read);
    if (const auto read = from_json(cc, one.cc); !read) return fail(read);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return asked;
}

Result<std::optional<core::Trace>> Evidence::same_content(const core::ThreadQuery& query) {
  auto traces = query.message_id.empty()
                    ? read_traces(db_.ask(Sql::same_content_and_author, query.content_hash,
                                          query.now - duplicate_window, query.author))
                    : read_traces(db_.ask(Sql::same_content_and_id, query.message_id, query.content_hash));
  if (!traces) return fail(traces);
  if (traces->empty()) return std::nullopt;
  return std::move(traces->front());
}

Result<std::optional<core::Trace>> Evidence::same_seal(const std::vector<std::string>& seals,
                                                       core::Time since) {
  for (const auto& seal : seals) {
    auto traces = read_traces(db_.ask(Sql::same_seal, seal, since));
    if (!traces) return fail(traces);
    if (!traces->empty()) return std::move(traces->front());
  }
  return std::nullopt;
}

Result<std::vector<core::Event>> Evidence::events(core::TicketId ticket, core::Time since) {
  return load_events(db_, ticket, since);
}

Result<bool> Evidence::is_settled(const std::string& message_id) {
  const auto found = first<int>(db_.ask(Sql::message_id_settled, message_id));
  if (!found) return fail(found);
  return found->has_value();
}

/// Somebody without a contact belongs to the company of the mail domain, as the contact to come will.
Result<core::Customer> Evidence::customer(const std::string& address) {
  core::Customer customer;
  auto rows = db_.ask(Sql::customer, address);
  const bool found = rows.next();
  if (found)
    rows.read(customer.name, customer.company, customer.customer_number, customer.phone, customer.vip);
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  if (found) return customer;
  auto company = db_.ask(Sql::company_of_domain, address.substr(address.rfind('@') + 1));
  if (company.next()) company.read(customer.company, customer.vip);
  if (const auto ended = company.finished(); !ended) return fail(ended);
  return customer;
}

Result<core::DeskState> Evidence::desk_state() { return load_desk_state(db_); }

Result<AutomaticCounts> Evidence::automatic_counts(const std::string& author, core::Time now) {
  int counted = 0, day = 0, hour = 0;
  auto rows = db_.ask(Sql::counted_since, author, now - std::chrono::days(1), now - std::chrono::hours(1));
  if (rows.next()) rows.read(counted, day, hour);
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  const auto minute = only<int>(db_.ask(Sql::automatic_since, now - std::chrono::minutes(1)));
  if (!minute) return fail(minute);
  return AutomaticCounts{hour, day, counted, *minute};
}

Result<bool> Evidence::is_marked(const std::string& address) {
  const auto known = read_addresses(db_.ask(Sql::address_state, address));
  if (!known) return fail(known);
  return !known->empty() && known->front().marked_at.has_value();
}

Result<core::FreshIds> Evidence::fresh_ids() {
  core::FreshIds fresh{1, 1, 1, 1};
  auto rows = db_.ask(Sql::last_ids);
  for (std::string table; rows.next();) {
    std::int64_t last = 0;
    rows.read(table, last);
    if (table == "ticket") fresh.ticket = last + 1;
    if (table == "entry") fresh.entry = last + 1;
    if (table == "outbox") fresh.outbox = last + 1;
    if (table == "confirmation") fresh.confirmation = last + 1;
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return fresh;
}

Result<std::string> Evidence::last_agent_of(const std::string& requester) {
  auto found = first<std::string>(db_.ask(Sql::last_agent_of, requester));
  if (!found) return fail(found);
  return found->value_or(std::string{});
}

}  // namespace ticketd::store::sqlite
