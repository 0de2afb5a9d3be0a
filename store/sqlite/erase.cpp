#include "store/sqlite/erase.h"

#include "store/frozen.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/word_index.h"

#include <algorithm>
#include <set>

namespace ticketd::store::sqlite {
namespace {

/// Where it ended stays, and what was found in it on the way there goes.
Result<> forget_trace(Connection& db, std::int64_t mail) {
  auto traces = read_traces(db.ask(Sql::trace_of_mail, mail));
  if (!traces) return fail(traces);
  Result<> done;
  for (auto& trace : *traces) {
    trace.steps.clear();
    done = db.run(Sql::forget_trace, mail, frozen(trace));
  }
  return done;
}

/// Where rows of the end were deleted, their ids are given again: so many of those that were looked at are
/// looked at once more.
constexpr std::int64_t look_back = 10'000;

/// For json_each.
std::string json(const RowIds& ids) {
  std::string text = "[";
  for (const auto id : ids) text += (text.size() > 1 ? "," : "") + std::to_string(id);
  return text + ']';
}

Result<RowIds> ids_in(Rows rows) {
  RowIds ids;
  while (rows.next()) rows.read(ids.emplace_back());
  if (auto ended = rows.finished(); !ended) return fail(ended);
  return ids;
}

/// Those behind the last that is known, from a little before it.
template <class... Values>
Result<> add(Connection& db, RowIds& known, Sql sql, const std::string& address, std::int64_t after,
             const Values&... values) {
  auto more = ids_in(db.ask(sql, address, after, values...));
  if (!more) return fail(more);
  known.insert(known.end(), more->begin(), more->end());
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  return {};
}

Result<Marks> last_rows(Connection& db) {
  Marks last;
  auto rows = db.ask(Sql::last_rows);
  if (rows.next())
    rows.read(last.entry, last.mail, last.outbox, last.event, last.confirmation, last.participant,
              last.ticket);
  if (auto ended = rows.finished(); !ended) return fail(ended);
  return last;
}

Marks a_little_before(Marks marks) {
  for (auto* mark : {&marks.entry, &marks.mail, &marks.outbox, &marks.event, &marks.confirmation,
                     &marks.participant, &marks.ticket})
    *mark = std::max<std::int64_t>(*mark - look_back, 0);
  return marks;
}

Result<> look(Connection& db, RowsOfAddress& of, const Marks& after) {
  const struct {
    RowIds& known;
    Sql sql;
    std::int64_t after;
  } searches[] = {{of.entries, Sql::entries_of_author, after.entry},
                  {of.mails, Sql::mails_of_sender, after.mail},
                  {of.letters, Sql::letters_to, after.outbox},
                  {of.events, Sql::events_with_name, after.event},
                  {of.forwards, Sql::forwards_to, after.entry},
                  {of.confirmations, Sql::confirmations_about, after.confirmation},
                  {of.participants, Sql::participants_with_address, after.participant},
                  {of.answered, Sql::tickets_answered_at, after.ticket}};
  for (const auto& search : searches)
    if (auto done = add(db, search.known, search.sql, of.address, search.after); !done) return done;
  return add(db, of.mails_settled, Sql::mails_of_entries, of.address, after.mail, json(of.entries));
}

/// Their bytes, who sent them from where, and what was thought of them; that they came stays.
Result<> forget_mails(Connection& db, const RowsOfAddress& of, const std::string& words,
                      const std::string& pseudonym) {
  const auto mails =
      ids_in(db.ask(Sql::mails_of_person, of.address, words, json(of.mails_settled), json(of.mails)));
  if (!mails) return fail(mails);
  for (const auto mail : *mails) {
    auto done = db.run(Sql::empty_mail_bytes, mail);
    if (done) done = db.run(Sql::forget_sender, mail, of.address, pseudonym);
    if (done) done = forget_trace(db, mail);
    if (done) done = db.run(Sql::leave_quarantine, mail);
    if (!done) return done;
  }
  return {};
}

Result<> forget_letters(Connection& db, const RowsOfAddress& of) {
  const auto letters = ids_in(db.ask(Sql::letters_of_person, of.address, json(of.entries), json(of.letters)));
  if (!letters) return fail(letters);
  const auto ids = json(*letters);
  auto done = db.run(Sql::forget_letters, ids);
  if (done) done = db.run(Sql::forget_outbox, ids);
  return done;
}

Result<> forget_contact(Connection& db, const std::string& address) {
  const auto contacts = ids_in(db.ask(Sql::contacts_with_address, address));
  if (!contacts) return fail(contacts);
  auto done = db.run(Sql::forget_address, address);
  if (done) done = db.run(Sql::forget_contacts_without_address, json(*contacts));
  return done;
}

/// What is found by the address of a ticket's requester goes before that address does.
Result<> forget(Connection& db, const RowsOfAddress& of, const std::string& pseudonym) {
  const auto entries = json(of.entries);
  const auto sending = only<int>(db.ask(Sql::sending_of_person, of.address, entries));
  if (!sending) return fail(sending);
  if (*sending > 0) return fail(core::ErrorKind::conflict, "a mail to or of this person is being sent");
  const auto theirs = ids_in(db.ask(Sql::words_of_person, of.address, entries));
  if (!theirs) return fail(theirs);
  const auto words = json(*theirs);
  auto done = forget_mails(db, of, words, pseudonym);
  if (done) done = forget_letters(db, of);
  if (done) done = db.run(Sql::forget_confirmations, json(of.confirmations));
  if (done) done = db.run(Sql::forget_forwardee, of.address, json(of.forwards));
  if (done) done = db.run(Sql::forget_words_of_events, of.address);
  if (done) done = db.run(Sql::forget_texts, words);
  if (done) done = db.run(Sql::forget_fields, of.address);
  if (done) done = db.run(Sql::forget_tags, of.address);
  if (done) done = db.run(Sql::forget_reply_to, json(of.answered));
  if (done) done = forget_contact(db, of.address);
  if (done) done = db.run(Sql::clear_address, of.address);
  if (done) done = db.run(Sql::forget_name_in_events, of.address, json(of.events), pseudonym);
  if (done) done = db.run(Sql::forget_author, entries, pseudonym);
  if (done) done = db.run(Sql::forget_participant, json(of.participants), pseudonym);
  if (done) done = db.run(Sql::forget_requester, of.address, pseudonym);
  return done;
}

Result<std::set<core::TicketId>> tickets_of(Connection& db, const RowsOfPerson& person) {
  std::set<core::TicketId> tickets;
  for (const auto& of : person.addresses) {
    const auto found = ids_in(
        db.ask(Sql::tickets_with_words_of_person, of.address, json(of.entries), json(of.participants)));
    if (!found) return fail(found);
    for (const auto id : *found) tickets.insert(core::TicketId{id});
  }
  return tickets;
}

/// The words of these tickets, as they stand now, are taken out of the index or put into it.
Result<> index(Connection& db, const std::set<core::TicketId>& tickets, bool removes) {
  Result<> done;
  const auto one = [&](const auto& value) {
    if (done) done = removes ? remove_words(db, value) : add_words(db, value.id);
  };
  for (const auto id : tickets) {
    const auto ticket = load_ticket(db, id);
    if (!ticket) return fail(ticket);
    if (*ticket) one(**ticket);
    const auto entries = load_entries(db, id);
    if (!entries) return fail(entries);
    for (const auto& entry : *entries) one(entry);
  }
  return done;
}

}  // namespace

Result<RowsOfPerson> rows_of(Connection& db, const core::ErasedPerson& person) {
  RowsOfPerson rows;
  rows.pseudonym = person.pseudonym;
  const auto last = last_rows(db);
  if (!last) return fail(last);
  rows.up_to = *last;
  for (const auto& address : person.addresses) {
    auto& of = rows.addresses.emplace_back();
    of.address = address;
    if (auto done = look(db, of, {}); !done) return fail(done);
  }
  return rows;
}

Result<> erase_person(Connection& db, RowsOfPerson person) {
  for (auto& of : person.addresses)
    if (auto done = look(db, of, a_little_before(person.up_to)); !done) return done;
  const auto tickets = tickets_of(db, person);
  if (!tickets) return fail(tickets);
  auto done = index(db, *tickets, true);
  const auto changes_before = db.total_changes();
  for (const auto& of : person.addresses)
    if (done) done = forget(db, of, person.pseudonym);
  if (done && db.total_changes() == changes_before)
    return fail(core::ErrorKind::not_found, "nobody of that address is known here");
  if (done) done = index(db, *tickets, false);
  return done;
}

}  // namespace ticketd::store::sqlite
