#include "store/sqlite/reader.h"

#include "core/message_id.h"
#include "store/sqlite/people.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/search.h"

#include <map>

namespace ticketd::store::sqlite {
namespace {

Result<std::vector<std::uint32_t>> read_uids(Rows rows) {
  std::vector<std::uint32_t> uids;
  while (rows.next()) rows.read(uids.emplace_back());
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return uids;
}

}  // namespace

Result<std::unique_ptr<Reader>> Snapshot::open(std::unique_ptr<Connection> db, BlobStore& blobs,
                                               GiveBack give_back) {
  if (const auto begun = db->run(Sql::begin_reading); !begun) return fail(begun);
  return std::make_unique<Snapshot>(std::move(db), blobs, std::move(give_back));
}

Snapshot::~Snapshot() {
  if (db_->run(Sql::roll_back)) give_back_(std::move(db_));  // a connection in trouble is closed instead
}

Result<std::optional<TicketView>> Snapshot::ticket(core::TicketId id) {
  auto ticket = load_ticket(*db_, id);
  if (!ticket) return fail(ticket);
  if (!*ticket) return std::nullopt;
  auto entries = load_entries(*db_, id);
  if (!entries) return fail(entries);
  auto events = load_events(*db_, id);
  if (!events) return fail(events);

  auto undeliverable = read_addresses(db_->ask(Sql::marked_addresses_of_ticket, id));
  if (!undeliverable) return fail(undeliverable);

  TicketView view{.ticket = std::move(**ticket),
                  .events = std::move(*events),
                  .undeliverable = std::move(*undeliverable)};
  for (auto& entry : *entries) view.entries.push_back({std::move(entry), {}});
  if (const auto attached = attach_sent_to(view); !attached) return fail(attached);
  if (const auto attached = attach_people(view); !attached) return fail(attached);
  return view;
}

Result<> Snapshot::attach_sent_to(TicketView& view) {
  std::map<core::EntryId, std::vector<SentTo>*> of_entry;
  for (auto& [entry, sent_to] : view.entries) of_entry[entry.id] = &sent_to;
  auto rows = db_->ask(Sql::sent_to, view.ticket.id);
  while (rows.next()) {
    core::EntryId entry;
    SentTo sent;
    rows.read(entry, sent.outbox, sent.address, sent.message_id, sent.letter, sent.state, sent.attempts,
              sent.last_error);
    if (const auto found = of_entry.find(entry); found != of_entry.end())
      found->second->push_back(std::move(sent));
  }
  return rows.finished();
}

Result<> Snapshot::attach_people(TicketView& view) {
  auto contact = load_contact_of(*db_, view.ticket.requester.address);
  if (!contact) return fail(contact);
  view.contact = std::move(*contact);
  if (view.contact && !view.contact->company.empty()) {
    auto company = load_company(*db_, view.contact->company);
    if (!company) return fail(company);
    view.company = std::move(*company);
  }
  auto stars = db_->ask(Sql::starred_by, view.ticket.id);
  while (stars.next()) stars.read(view.starred_by.emplace_back());
  return stars.finished();
}

Result<std::vector<core::Ticket>> Snapshot::tickets(const TicketQuery& query) {
  return load_tickets(*db_, query);
}

Result<std::vector<core::OutboxItem>> Snapshot::queue(const QueueQuery& query) {
  const auto [sql, values] = search(query);
  const auto ids = db_->numbers(sql, values);
  if (!ids) return fail(ids);
  std::vector<core::OutboxItem> items;
  for (const auto id : *ids) {
    auto found = read_outbox(db_->ask(Sql::outbox_item, id));
    if (!found) return found;
    for (auto& item : *found) items.push_back(std::move(item));
  }
  return items;
}

Result<std::vector<QuarantinedMail>> Snapshot::quarantine(const QuarantineQuery& query) {
  std::vector<QuarantinedMail> mails;
  const auto limit = query.limit ? static_cast<std::int64_t>(*query.limit) : -1;
  auto rows = db_->ask(Sql::quarantine, query.after, query.message_id, query.received_until, limit);
  while (rows.next()) {
    auto& mail = mails.emplace_back();
    rows.read(mail.mail, mail.reason, mail.from, mail.to, mail.subject, mail.message_id, mail.received_at);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return mails;
}

Result<std::vector<core::Trace>> Snapshot::traces(std::string_view message_id) {
  return read_traces(db_->ask(Sql::traces, core::message_id_key(message_id)));
}

Result<std::optional<core::IncomingMail>> Snapshot::mail(core::MailKey key) {
  auto mails = read_mails(*db_, db_->ask(Sql::mail, key));
  if (!mails) return fail(mails);
  if (mails->empty()) return std::nullopt;
  auto mail = std::move(mails->front().incoming);
  if (const auto stored = std::exchange(mail.stored, std::nullopt)) {
    auto bytes = blobs_.get(stored->digest);
    if (!bytes) return fail(bytes);
    mail.bytes = std::move(*bytes);
  }
  return mail;
}

Result<std::vector<WaitingMail>> Snapshot::waiting(core::MailKey after, std::size_t limit) {
  return read_mails(*db_, db_->ask(Sql::waiting_mails, after, limit));
}

Result<Backlog> Snapshot::backlog(core::Time now) {
  const auto mails = only<std::int64_t>(db_->ask(Sql::count_waiting));
  if (!mails) return fail(mails);
  const auto due = only<std::int64_t>(db_->ask(Sql::count_due, now));
  if (!due) return fail(due);
  return Backlog{*mails, *due};
}

Result<std::vector<core::TicketId>> Snapshot::due_tickets(core::Time now, std::size_t limit) {
  std::vector<core::TicketId> due;
  auto rows = db_->ask(Sql::due_tickets, now, static_cast<std::int64_t>(limit));
  while (rows.next()) rows.read(due.emplace_back());
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return due;
}

Result<std::optional<core::Time>> Snapshot::next_due(const Senders& wanted) {
  const auto senders = senders_due(*db_, wanted);
  if (!senders) return fail(senders);
  std::optional<core::Time> next;
  for (const auto& sender : *senders) {
    const auto due = only<core::Time>(db_->ask(Sql::next_due, sender));
    if (!due) return fail(due);
    if (!next || *due < *next) next = *due;
  }
  return next;
}

Result<std::optional<core::AddressState>> Snapshot::address(std::string_view address) {
  auto found = read_addresses(db_->ask(Sql::address_state, address));
  if (!found) return fail(found);
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

Result<std::vector<core::AddressState>> Snapshot::marked_addresses() {
  return read_addresses(db_->ask(Sql::marked_addresses));
}

Result<std::optional<ImapCursor>> Snapshot::imap_cursor(std::string_view mailbox, std::string_view folder) {
  auto rows = db_->ask(Sql::imap_cursor, mailbox, folder);
  std::optional<ImapCursor> cursor;
  if (rows.next()) {
    auto& found = cursor.emplace();
    rows.read(found.uid_validity, found.settled_up_to, found.since);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return cursor;
}

Result<std::vector<std::uint32_t>> Snapshot::imap_imported(const core::ImapFolder& at, std::uint32_t after) {
  return read_uids(db_->ask(Sql::imap_imported, at.mailbox, at.folder, at.uid_validity, after));
}

Result<std::vector<std::uint32_t>> Snapshot::imap_unfinished(const core::ImapFolder& at) {
  return read_uids(db_->ask(Sql::imap_unfinished, at.mailbox, at.folder, at.uid_validity));
}

Result<std::vector<core::SkippedMail>> Snapshot::imap_skipped() {
  std::vector<core::SkippedMail> mails;
  auto rows = db_->ask(Sql::imap_skipped);
  while (rows.next()) {
    auto& [at, reason, since] = mails.emplace_back();
    rows.read(at.mailbox, at.folder, at.uid_validity, at.uid, reason, since);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return mails;
}

Result<core::DeskState> Snapshot::desk_state() { return load_desk_state(*db_); }

Result<std::vector<RuleRecord>> Snapshot::rules_acted(core::Time since) {
  std::vector<RuleRecord> records;
  auto rows = db_->ask(Sql::rules_acted, since);
  while (rows.next()) {
    auto& one = records.emplace_back();
    rows.read(one.rule, one.times, one.tickets, one.last, one.last_ticket);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return records;
}

Result<std::vector<core::Contact>> Snapshot::contacts(const ContactQuery& query) {
  return load_contacts(*db_, query);
}

Result<std::vector<core::Company>> Snapshot::companies() { return load_companies(*db_); }

Result<std::vector<core::ApiToken>> Snapshot::api_tokens() { return load_api_tokens(*db_); }

Result<std::optional<std::string>> Snapshot::value(std::string_view name) {
  return first<std::string>(db_->ask(Sql::value, name));
}

}  // namespace ticketd::store::sqlite
