// What runs for every mail, letter, look or start must not become slower as the history grows.
#include "store/sqlite/migrate.h"
#include "tests/conformance/store_conformance.h"

#include <sqlite3.h>

#include <memory>

namespace ticketd::store::sqlite {
namespace {

std::string text_of(std::string_view name) {
  const auto mark = "\n-- name: " + std::string(name) + '\n';
  const auto at = queries_text.find(mark);
  if (at == std::string_view::npos) throw std::runtime_error("no query " + std::string(name));
  const auto text = queries_text.substr(at + mark.size());
  return std::string(text.substr(0, text.find("\n-- ")));
}

/// The steps that SQLite would take, one a line.
std::string plan_of(Connection& db, std::string_view name) {
  sqlite3_stmt* prepared = nullptr;
  const auto sql = "EXPLAIN QUERY PLAN " + text_of(name);
  if (sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db.handle()));
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared, sqlite3_finalize);
  std::string plan;
  while (sqlite3_step(prepared) == SQLITE_ROW)
    plan.append(reinterpret_cast<const char*>(sqlite3_column_text(prepared, 3))).append("\n");
  return plan;
}

}  // namespace

TEST(QueryPlans, NothingThatRunsAllTheTimeReadsAWholeTable) {
  const ScratchFolder folder;
  const auto file = folder.path() / "desk.db";
  auto db = must(Connection::open(file, Connection::Access::write, {}));
  must(migrate(db, file, migrations));
  for (const auto* name : {"same_mail",
                           "imap_mail",
                           "waiting_mails",
                           "imap_position",
                           "message_id_settled",
                           "same_content_and_id",
                           "same_content_and_author",
                           "references_to",
                           "customer_text",
                           "entries",
                           "events",
                           "last_thread_mails",
                           "automatic_of_ticket_since",
                           "automatic_since",
                           "counted_since",
                           "counted_to_since",
                           "due_tickets",
                           "due_outbox",
                           "next_sender_due",
                           "next_due",
                           "count_due",
                           "release_claims",
                           "contact_of_address"})
    for (const auto* table : {"mail\n", "mail_bytes\n", "entry\n", "event\n", "ticket\n", "outbox\n",
                              "outbox_letter\n", "message_ref\n", "settled\n", "contact\n"})
      EXPECT_EQ(plan_of(db, name).find("SCAN " + std::string(table)), std::string::npos) << name << ":\n"
                                                                                         << plan_of(db, name);
  EXPECT_NE(plan_of(db, "count_waiting").find("USING INDEX mail_waiting"), std::string::npos);
}

TEST(QueryPlans, WhoIsErasedIsNotSoughtByTheWriter) {
  const ScratchFolder folder;
  const auto file = folder.path() / "desk.db";
  auto db = must(Connection::open(file, Connection::Access::write, {}));
  must(migrate(db, file, migrations));
  for (const auto* name : {"tickets_with_words_of_person",
                           "words_of_person",
                           "mails_of_person",
                           "forget_sender",
                           "forget_trace",
                           "letters_of_person",
                           "forget_letters",
                           "forget_outbox",
                           "forget_confirmations",
                           "forget_forwardee",
                           "forget_words_of_events",
                           "forget_name_in_events",
                           "forget_texts",
                           "forget_author",
                           "forget_participant",
                           "forget_fields",
                           "forget_tags",
                           "forget_reply_to",
                           "forget_requester",
                           "contacts_with_address",
                           "forget_contacts_without_address"})
    for (const auto* table : {"mail\n", "entry\n", "event\n", "ticket\n", "ticket_participant\n", "outbox\n",
                              "outbox_letter\n", "settled\n", "forward\n", "confirmation\n", "contact\n"})
      EXPECT_EQ(plan_of(db, name).find("SCAN " + std::string(table)), std::string::npos) << name << ":\n"
                                                                                         << plan_of(db, name);
}

}  // namespace ticketd::store::sqlite
