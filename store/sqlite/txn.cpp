#include "store/sqlite/txn.h"

#include "store/destination.h"
#include "store/evidence.h"
#include "store/json.h"
#include "store/sqlite/apply.h"
#include "store/sqlite/evidence.h"
#include "store/sqlite/people.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/search.h"

#include <utility>

namespace ticketd::store::sqlite {

OpenTxn::~OpenTxn() {
  if (db_.in_transaction())
    (void)db_.run(Sql::roll_back);  // what can't be rolled back now is at the next opening
}

// ---- intake -------------------------------------------------------------------------------------------

Result<core::Accepted> OpenTxn::accept(const core::IncomingMail& mail) {
  if (mail.imap) {
    const auto& at = *mail.imap;
    const auto known =
        first<core::MailKey>(db_.ask(Sql::imap_mail, at.mailbox, at.folder, at.uid_validity, at.uid));
    if (!known) return fail(known);
    if (*known) return core::Accepted{**known, true};
  }

  const auto digest = mail.stored ? mail.stored->digest : crypto::sha256(mail.bytes);
  const auto destination = destination_of(mail);
  const auto same =
      first<core::MailKey>(db_.ask(Sql::same_mail, blob_of(digest), destination, duplicates_after(mail)));
  if (!same) return fail(same);

  core::Accepted accepted{{}, same->has_value()};
  if (*same) {
    accepted.mail = **same;
  } else {
    const auto stored = store_mail(mail, digest, destination);
    if (!stored) return fail(stored);
    accepted.mail = *stored;
  }
  if (mail.imap)  // a duplicate, too, is fetched only once
    if (const auto noted = add_to_ledger(*mail.imap, accepted.mail); !noted) return fail(noted);
  return accepted;
}

Result<core::MailKey> OpenTxn::store_mail(const core::IncomingMail& mail, const crypto::Digest& digest,
                                          const std::string& destination) {
  if (mail.stored && !blobs_.has(*mail.stored))
    return fail(core::ErrorKind::store_busy, "the bytes of a large mail are not there");
  const bool as_file = mail.stored || mail.bytes.size() > largest_row;
  if (as_file && !mail.stored)  // synced before the row that names it is committed; a rollback leaves a file
                                // that the next try reuses
    if (const auto put = blobs_.put(digest, mail.bytes); !put) return fail(put);

  const auto& source = mail.source;
  auto stored = db_.run(Sql::add_mail, mail.received, blob_of(digest), destination, mail.size(), source.kind,
                        source.peer, source.mailbox, source.behind_our_border, mail.envelope.sender,
                        to_json(mail.envelope.recipients));
  const core::MailKey key{db_.last_id()};
  if (stored && !as_file) stored = db_.run(Sql::add_mail_bytes, key, Blob{mail.bytes});
  if (!stored) return fail(stored);
  return key;
}

Result<> OpenTxn::add_to_ledger(const core::ImapPosition& at, core::MailKey mail) {
  if (auto added = db_.run(Sql::add_imap, at.mailbox, at.folder, at.uid_validity, at.uid, mail); !added)
    return added;
  return db_.run(Sql::unskip_imap, at.mailbox, at.folder, at.uid_validity, at.uid);
}

Result<> OpenTxn::record(const core::ImapStep& step) {
  const auto& [mailbox, folder, uid_validity] = step.folder;
  auto done = db_.run(Sql::settle_imap, mailbox, folder, uid_validity, step.settled_up_to, step.since);
  if (done) done = db_.run(Sql::unskip_renumbered_imap, mailbox, folder, uid_validity);
  for (const auto uid : step.finished)
    if (done) done = db_.run(Sql::finish_imap, mailbox, folder, uid_validity, uid);
  for (const auto uid : step.no_longer_there)
    if (done) done = db_.run(Sql::unskip_imap, mailbox, folder, uid_validity, uid);
  for (const auto& mail : step.skipped)
    if (done)
      done = db_.run(Sql::skip_imap, mailbox, folder, uid_validity, mail.at.uid, mail.reason, mail.since);
  return done;
}

Result<> OpenTxn::add_attempt(core::MailKey mail) { return db_.run(Sql::add_attempt, mail); }

// ---- processing ---------------------------------------------------------------------------------------

Result<core::Evidence> OpenTxn::evidence(const core::ThreadQuery& query) {
  Evidence source(db_);
  return gather_evidence(source, query);
}

Result<> OpenTxn::apply(const core::Changes& changes) {
  return sqlite::apply(db_, rest_, changes);
}

Result<std::vector<core::Ticket>> OpenTxn::tickets(const TicketQuery& query) {
  return load_tickets(db_, query);
}

Result<std::vector<core::Contact>> OpenTxn::contacts(const ContactQuery& query) {
  return load_contacts(db_, query);
}

Result<std::vector<core::Company>> OpenTxn::companies() { return load_companies(db_); }

Result<> OpenTxn::set_value(std::string_view name, std::string_view value) {
  return db_.run(Sql::set_value, name, value);
}

// ---- outbox -------------------------------------------------------------------------------------------

Result<std::vector<core::OutboxItem>> OpenTxn::claim_due(core::Time now, std::size_t limit,
                                                         core::Time lease_until, const Senders& wanted) {
  const auto senders = senders_due(db_, wanted);
  if (!senders) return fail(senders);
  std::vector<core::OutboxItem> claimed;
  for (auto left = senders->size(); const auto& sender : *senders) {
    const auto share = (limit - claimed.size() + left - 1) / left;  // no mailbox keeps the others waiting
    --left;
    auto due = read_outbox(db_.ask(Sql::due_outbox, sender, now, share));
    if (!due) return due;
    for (auto& item : *due) {
      if (const auto done = db_.run(Sql::claim, item.id, lease_until); !done) return fail(done);
      item.state = core::SendState::sending;
      item.next_at = lease_until;
      claimed.push_back(std::move(item));
    }
  }
  return claimed;
}

Result<std::optional<core::OutboxItem>> OpenTxn::letter(core::OutboxId id) {
  return Evidence(db_).outbox_item(id);
}

Result<std::size_t> OpenTxn::release_claims() {
  if (const auto released = db_.run(Sql::release_claims); !released) return fail(released);
  return static_cast<std::size_t>(db_.changes());
}

// ---- one transaction, many jobs -----------------------------------------------------------------------

Result<> OpenTxn::mark() {
  if (marked_)
    if (auto forgotten = db_.run(Sql::forget_mark); !forgotten) return forgotten;
  auto marked = db_.run(Sql::mark);
  marked_ = marked.has_value();
  return marked;
}

Result<> OpenTxn::back_to_mark() { return db_.run(Sql::back_to_mark); }

Result<> OpenTxn::commit() {
  if (!usable())
    return fail(core::ErrorKind::store_full, "the transaction was rolled back before its commit");
  if (auto committed = db_.run(Sql::commit); !committed) return committed;
  words_waiting_ += rest_.words;  // too many when a job was rolled back; it is counted anew with each portion
  remove_unused_files();
  return {};
}

/// Only what no mail names: the same bytes may have come to another mailbox, or once more.
void OpenTxn::remove_unused_files() {
  for (const auto& file : std::exchange(rest_.files, {})) {
    const auto mails = only<int>(db_.ask(Sql::count_mails_in_file, Blob{file}));
    if (!mails || *mails > 0) continue;
    (void)blobs_.remove(digest_of(file));  // what stays after a failure costs space and nothing else
  }
}

}  // namespace ticketd::store::sqlite
