#include "store/sqlite/word_index.h"

#include "core/search_words.h"
#include "store/searched_text.h"
#include "store/sqlite/rows.h"

namespace ticketd::store::sqlite {
namespace {

constexpr std::string_view words_were_removed = "word_index.removed";  // a named value, while some wait
constexpr int pages_at_a_time = 200;
constexpr std::size_t texts_at_a_time = 250;

/// A row of the index is an entry, under its number, or a ticket's own words, under its number below zero.
struct Text {
  core::TicketId ticket;
  std::string shown, hidden;  ///< to customers
};

std::int64_t row_of(core::TicketId ticket) { return -ticket.value; }
std::int64_t row_of(core::EntryId entry) { return entry.value; }

Text text_of(const core::Ticket& ticket) { return {ticket.id, searched_text(ticket), {}}; }
Text text_of(const core::Entry& entry) {
  Text text{entry.ticket, {}, {}};
  (entry.visibility == core::Visibility::public_ ? text.shown : text.hidden) = searched_text(entry);
  return text;
}

Result<std::optional<Text>> text_of_row(Connection& db, std::int64_t row) {
  if (row < 0) {
    const auto ticket = load_ticket(db, {-row});
    if (!ticket) return fail(ticket);
    return *ticket ? std::optional(text_of(**ticket)) : std::nullopt;
  }
  const auto entry = load_entry(db, {row});
  if (!entry) return fail(entry);
  return *entry ? std::optional(text_of(**entry)) : std::nullopt;
}

Result<std::vector<std::int64_t>> waiting_rows(Connection& db, std::optional<std::size_t> limit) {
  std::vector<std::int64_t> found;
  auto rows = db.ask(Sql::waiting_words, limit ? static_cast<std::int64_t>(*limit) : -1);
  while (rows.next()) rows.read(found.emplace_back());
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return found;
}

Result<> remove(Connection& db, std::int64_t row, const Text& text) {
  if (auto done = db.run(Sql::leave_waiting_words, row); !done || db.changes() > 0) return done;
  auto done = db.run(Sql::unindex_words, row, text.shown, text.hidden);
  if (done) done = db.run(Sql::set_value, words_were_removed, "1");
  return done;
}

Result<> index(Connection& db, const std::vector<std::int64_t>& rows) {
  for (const auto row : rows) {
    const auto text = text_of_row(db, row);
    if (!text) return fail(text);
    auto done = db.run(Sql::leave_waiting_words, row);
    if (done && *text) done = db.run(Sql::index_words, row, (*text)->shown, (*text)->hidden);
    if (!done) return done;
  }
  return {};
}

/// The work in a transaction of its own: all of it, or nothing.
template <class Work>
Result<> in_transaction(Connection& db, Work work) {
  if (const auto begun = db.run(Sql::begin); !begun) return fail(begun);
  Result<> done = work();
  if (done) done = db.run(Sql::commit);
  if (!done && db.in_transaction()) (void)db.run(Sql::roll_back);  // the first error is the one to tell
  return done;
}

}  // namespace

Result<> add_words(Connection& db, core::TicketId ticket) {
  return db.run(Sql::wait_for_index, row_of(ticket));
}
Result<> add_words(Connection& db, core::EntryId entry) { return db.run(Sql::wait_for_index, row_of(entry)); }
Result<> remove_words(Connection& db, const core::Ticket& ticket) {
  return remove(db, row_of(ticket.id), text_of(ticket));
}
Result<> remove_words(Connection& db, const core::Entry& entry) {
  return remove(db, row_of(entry.id), text_of(entry));
}

Result<std::size_t> index_waiting_words(Connection& db) {
  const auto rows = waiting_rows(db, texts_at_a_time);
  if (!rows) return fail(rows);
  if (rows->empty()) return 0U;
  if (const auto done = in_transaction(db, [&] { return index(db, *rows); }); !done) return fail(done);
  return count_waiting_words(db);
}

Result<std::size_t> count_waiting_words(Connection& db) {
  return only<std::size_t>(db.ask(Sql::count_waiting_words));
}

Result<TicketsByWord> look_through_waiting(Connection& db, const std::vector<std::string>& words,
                                           std::optional<core::Visibility> where) {
  TicketsByWord found(words.size());
  if (words.empty()) return found;
  std::vector<core::WantedWords> wanted;
  for (const auto& word : words) wanted.push_back(core::wanted_words(word));
  const auto rows = waiting_rows(db, std::nullopt);
  if (!rows) return fail(rows);
  for (const auto row : *rows) {
    const auto text = text_of_row(db, row);
    if (!text) return fail(text);
    if (!*text) continue;
    const auto& [ticket, shown, hidden] = **text;
    for (std::size_t word = 0; word < words.size(); ++word)
      if ((where != core::Visibility::private_ && core::has_words(shown, wanted[word])) ||
          (where != core::Visibility::public_ && core::has_words(hidden, wanted[word])))
        found[word].insert(ticket.value);
  }
  return found;
}

Result<bool> forget_removed_words(Connection& db) {
  const auto waiting = first<std::string>(db.ask(Sql::value, words_were_removed));
  if (!waiting) return fail(waiting);
  if (!*waiting) return false;
  bool merged = false;
  const auto done = in_transaction(db, [&] {
    const auto before = db.total_changes();
    auto did = db.run(Sql::merge_words, -pages_at_a_time);
    merged = db.total_changes() - before < 2;  // as FTS5 says that there was nothing to do
    if (did && merged) did = db.run(Sql::forget_value, words_were_removed);
    return did;
  });
  if (!done) return fail(done);
  return !merged;
}

std::string match_of(std::string_view word, std::optional<core::Visibility> where) {
  std::string match;
  if (where) match = *where == core::Visibility::public_ ? "shown : " : "hidden : ";
  match += '"';
  for (const char c : word) match += c == '"' ? ' ' : c == '\0' ? ' ' : c;
  match += '"';
  if (core::wanted_words(word).last_goes_on) match += " *";
  return match;
}

}  // namespace ticketd::store::sqlite
