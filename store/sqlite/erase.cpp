#include "store/sqlite/erase.h"

#include "store/frozen.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/word_index.h"

#include <set>

namespace ticketd::store::sqlite {
namespace {

/// Where it ended stays, and what was found in it on the way there goes.
Result<> forget_trace(Connection& db, core::MailKey mail) {
  auto traces = read_traces(db.ask(Sql::trace_of_mail, mail));
  if (!traces) return fail(traces);
  Result<> done;
  for (auto& trace : *traces) {
    trace.steps.clear();
    done = db.run(Sql::forget_trace, mail, frozen(trace));
  }
  return done;
}

/// Their bytes, who sent them from where, and what was thought of them; that they came stays.
Result<> forget_mails(Connection& db, const std::string& address, const std::string& pseudonym) {
  std::vector<core::MailKey> mails;
  auto rows = db.ask(Sql::mails_of_person, address);
  while (rows.next()) rows.read(mails.emplace_back());
  if (auto ended = rows.finished(); !ended) return ended;
  for (const auto mail : mails) {
    auto done = db.run(Sql::empty_mail_bytes, mail);
    if (done) done = db.run(Sql::forget_sender, mail, address, pseudonym);
    if (done) done = forget_trace(db, mail);
    if (done) done = db.run(Sql::leave_quarantine, mail);
    if (!done) return done;
  }
  return {};
}

Result<> forget(Connection& db, const std::string& address, const std::string& pseudonym) {
  const auto sending = only<int>(db.ask(Sql::sending_of_person, address));
  if (!sending) return fail(sending);
  if (*sending > 0) return fail(core::ErrorKind::conflict, "a mail to or of this person is being sent");
  auto done = forget_mails(db, address, pseudonym);
  for (const auto sql : {Sql::forget_letters_of_person, Sql::forget_confirmations_of_person,
                         Sql::forget_forwardee, Sql::forget_words_of_events, Sql::forget_texts,
                         Sql::forget_fields, Sql::forget_reply_to, Sql::forget_address, Sql::clear_address})
    if (done) done = db.run(sql, address);
  for (const auto sql : {Sql::forget_outbox_of_person, Sql::forget_contacts_without_address})
    if (done) done = db.run(sql);
  for (const auto sql :
       {Sql::forget_name_in_events, Sql::forget_author, Sql::forget_participant, Sql::forget_requester})
    if (done) done = db.run(sql, address, pseudonym);
  return done;
}

Result<std::set<core::TicketId>> tickets_of(Connection& db, const core::ErasedPerson& person) {
  std::set<core::TicketId> tickets;
  for (const auto& address : person.addresses) {
    core::TicketId ticket;
    auto rows = db.ask(Sql::tickets_with_words_of_person, address);
    while (rows.next()) rows.read(ticket), tickets.insert(ticket);
    if (auto ended = rows.finished(); !ended) return fail(ended);
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

Result<> erase_person(Connection& db, const core::ErasedPerson& person) {
  const auto tickets = tickets_of(db, person);
  if (!tickets) return fail(tickets);
  auto done = index(db, *tickets, true);
  for (const auto& address : person.addresses)
    if (done) done = forget(db, address, person.pseudonym);
  if (done) done = index(db, *tickets, false);
  return done;
}

}  // namespace ticketd::store::sqlite
