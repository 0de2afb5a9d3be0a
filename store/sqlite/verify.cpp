#include "store/sqlite/verify.h"

#include "store/sqlite/rows.h"

#include <array>

namespace ticketd::store::sqlite {
namespace {

/// One promise each: its rows are sentences about what breaks it. A mail whose bytes are empty though it had
/// some was erased, or thrown away out of the quarantine: it need not be anywhere.
constexpr std::array<const char*, 15> promises{
    "PRAGMA integrity_check(20)",

    "SELECT \"table\" || ' names a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check",

    "SELECT 'mail ' || id || ' has the place ' || place || ' and no trace' FROM mail"
    " WHERE place IS NOT NULL AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.mail = mail.id)",

    "SELECT 'mail ' || id || ' waits to be processed, and has a trace' FROM mail JOIN settled ON "
    "settled.mail = mail.id"
    " WHERE place IS NULL AND released = 0",

    "SELECT 'mail ' || mail.id || ' should be entry ' || settled.entry || ', which is not there'"
    " FROM mail JOIN settled ON settled.mail = mail.id"
    " WHERE place = 'ticket' AND settled.entry IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = settled.entry)"
    " AND NOT EXISTS (SELECT 1 FROM mail_bytes WHERE mail_bytes.mail = mail.id AND length(bytes) = 0)",

    "SELECT 'mail ' || id || ' is in the quarantine, and not on its list' FROM mail"
    " WHERE place = 'quarantine' AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.mail = mail.id)"
    " AND NOT EXISTS (SELECT 1 FROM mail_bytes WHERE mail_bytes.mail = mail.id AND length(bytes) = 0)",

    "SELECT 'mail ' || mail.id || ' is on the list of the quarantine, and not in it' FROM quarantine"
    " JOIN mail ON mail.id = quarantine.mail WHERE place IS NOT 'quarantine'",

    "SELECT 'entry ' || entry.id || ' is of mail ' || mail.id || ', which did not become an entry'"
    " FROM entry JOIN mail ON mail.id = entry.mail WHERE place IS NOT 'ticket'",

    "SELECT 'mail ' || id || ' of ours has no text' FROM outbox"
    " WHERE NOT EXISTS (SELECT 1 FROM outbox_letter WHERE outbox_letter.outbox = outbox.id)",

    "SELECT 'mail ' || outbox.id || ' of ours is of another ticket than its entry'"
    " FROM outbox JOIN entry ON entry.id = outbox.entry WHERE entry.ticket IS NOT outbox.ticket",

    "SELECT 'mail ' || id || ' of ours carries no entry of any ticket' FROM outbox"
    " WHERE kind IN ('public_reply', 'forward') AND entry IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM event WHERE event.ticket = outbox.ticket AND event.kind = 'split')",

    "SELECT 'ticket ' || id || ' counts ' || interactions || ' interactions, and has ' || public FROM"
    " (SELECT id, interactions, (SELECT count(*) FROM entry WHERE entry.ticket = ticket.id AND visibility = "
    "'public')"
    "  AS public FROM ticket) WHERE interactions <> public",

    "SELECT 'ticket ' || id || ' counts ' || reopened || ' reopenings, and has ' || times FROM"
    " (SELECT id, reopened, (SELECT count(*) FROM reopening WHERE reopening.ticket = ticket.id) AS times "
    "FROM ticket)"
    " WHERE reopened <> times",

    "SELECT 'agent ' || agent || ' counts ' || counted || ' open tickets, and has ' || held FROM"
    " (SELECT agent, open AS counted, (SELECT count(*) FROM ticket WHERE active AND assignee = agent) AS held"
    "  FROM agent_load) WHERE counted <> held",

    "SELECT 'Message-ID ' || message_id || ' leads to entry ' || entry || ', which is not there' FROM "
    "message_ref"
    " WHERE how = 'has' AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = message_ref.entry)",
};

/// The sentences of one promise; of very many the first ones tell enough.
Result<> add_sentences(Connection& db, const char* promise, std::vector<std::string>& wrong) {
  constexpr std::size_t most = 50;
  auto sentences = db.texts(promise);
  if (!sentences) return fail(sentences);
  if (sentences->size() > most) sentences->resize(most);
  for (auto& sentence : *sentences)
    if (!sentence.empty() && sentence != "ok") wrong.push_back(std::move(sentence));
  return {};
}

Result<> check_mails_in_rows(Connection& db, std::vector<std::string>& wrong) {
  auto rows = db.ask(Sql::mails_in_rows);
  std::string digest, bytes;
  for (std::int64_t mail = 0; rows.next();) {
    rows.read(mail, digest, bytes);
    if (crypto::sha256(bytes) != digest_of(digest))
      wrong.push_back("mail " + std::to_string(mail) + ": its bytes are not what came in");
  }
  return rows.finished();
}

Result<> check_mails_in_files(Connection& db, BlobStore& mails, const std::stop_token& stop,
                              std::vector<std::string>& wrong) {
  auto rows = db.ask(Sql::mail_digests);
  std::string digest;
  for (std::int64_t mail = 0; rows.next();) {
    if (stop.stop_requested()) return fail(core::ErrorKind::overloaded, "ticketd stops");
    rows.read(mail, digest);
    if (const auto bytes = mails.get(digest_of(digest)); !bytes)
      wrong.push_back("mail " + std::to_string(mail) + ": " + bytes.error().detail);
  }
  return rows.finished();
}

}  // namespace

Result<std::vector<std::string>> verify(const std::filesystem::path& file, const Connection::Options& options,
                                        BlobStore& mails, const std::stop_token& stop) {
  auto db = Connection::open_to_read(file, options);
  if (!db) return fail(db);
  db->end_with(stop);
  // one moment: what comes in meanwhile must not look half done
  if (const auto begun = db->run(Sql::begin_reading); !begun) return fail(begun);
  std::vector<std::string> wrong;
  for (const auto* promise : promises) {
    if (stop.stop_requested()) return fail(core::ErrorKind::overloaded, "ticketd stops");
    if (const auto asked = add_sentences(*db, promise, wrong); !asked) return fail(asked);
  }
  if (const auto checked = check_mails_in_rows(*db, wrong); !checked) return fail(checked);
  if (const auto checked = check_mails_in_files(*db, mails, stop, wrong); !checked) return fail(checked);
  return wrong;
}

Result<std::vector<crypto::Digest>> unused(Connection& db, const std::vector<crypto::Digest>& files) {
  std::vector<crypto::Digest> found;
  for (const auto& digest : files) {
    const auto uses = only<std::int64_t>(db.ask(Sql::count_mails_in_file, blob_of(digest)));
    if (!uses) return fail(uses);
    if (*uses == 0) found.push_back(digest);
  }
  return found;
}

}  // namespace ticketd::store::sqlite
