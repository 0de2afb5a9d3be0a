#include "store/sqlite/census.h"

#include "core/webhook.h"
#include "store/sqlite/rows.h"

namespace ticketd::store::sqlite {
namespace {

template <class Name>
Result<> count_by_name(Rows rows, std::map<Name, std::int64_t>& counts) {
  while (rows.next()) {
    Name name{};
    std::int64_t count = 0;
    rows.read(name, count);
    counts[name] = count;
  }
  return rows.finished();
}

}  // namespace

Result<Census> census(Connection& db, core::Time now) {
  Census census;
  if (auto read = count_by_name(db.ask(Sql::count_tickets), census.tickets); !read) return fail(read);
  if (auto read = count_by_name(db.ask(Sql::count_outbox), census.outbox); !read) return fail(read);
  auto calls = db.ask(Sql::count_calls);
  while (calls.next()) {
    std::string sender;
    std::int64_t count = 0;
    calls.read(sender, count);
    census.calls[std::string(core::webhook_name(sender))] = count;
  }
  if (const auto ended = calls.finished(); !ended) return fail(ended);
  auto rows = db.ask(Sql::census, now);
  if (rows.next())
    rows.read(census.backlog.unprocessed_mails, census.backlog.due_outbox, census.oldest_unprocessed,
              census.oldest_due, census.quarantined, census.undeliverable, census.clocks, census.clocks_due,
              census.next_clock);
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return census;
}

}  // namespace ticketd::store::sqlite
