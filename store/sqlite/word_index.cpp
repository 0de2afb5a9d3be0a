#include "store/sqlite/word_index.h"

#include "core/search_words.h"
#include "store/searched_text.h"
#include "store/sqlite/rows.h"

#include <algorithm>

namespace ticketd::store::sqlite {
namespace {

constexpr std::string_view words_were_removed = "word_index.removed";  // a named value, while some wait
constexpr int pages_at_a_time = 200;

}  // namespace

WordIndex::Change WordIndex::change_of(const core::Ticket& ticket, bool removes) {
  return {-ticket.id.value, searched_text(ticket), {}, removes};
}

WordIndex::Change WordIndex::change_of(const core::Entry& entry, bool removes) {
  Change change{entry.id.value, {}, {}, removes};
  (entry.visibility == core::Visibility::public_ ? change.shown : change.hidden) = searched_text(entry);
  return change;
}

Result<> WordIndex::write() {
  // In the order of its rows, or it would write a segment at each step back.
  std::stable_sort(changes_.begin(), changes_.end(),
                   [](const auto& a, const auto& b) { return a.row < b.row; });
  bool removed = false;
  Result<> done;
  for (const auto& change : changes_) {
    if (!done) return done;
    removed |= change.removes;
    done = db_.run(change.removes ? Sql::unindex_words : Sql::index_words, change.row, change.shown,
                   change.hidden);
  }
  changes_.clear();
  if (done && removed) done = db_.run(Sql::set_value, words_were_removed, "1");
  return done;
}

Result<bool> forget_removed_words(Connection& db) {
  const auto waiting = first<std::string>(db.ask(Sql::value, words_were_removed));
  if (!waiting) return fail(waiting);
  if (!*waiting) return false;
  if (const auto begun = db.run(Sql::begin); !begun) return fail(begun);
  const auto before = db.total_changes();
  auto done = db.run(Sql::merge_words, -pages_at_a_time);
  const bool merged = db.total_changes() - before < 2;  // as FTS5 says that there was nothing to do
  if (done && merged) done = db.run(Sql::forget_value, words_were_removed);
  if (done) done = db.run(Sql::commit);
  if (!done && db.in_transaction()) (void)db.run(Sql::roll_back);  // the first error is the one to tell
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
