// Rows of the database as the values they stand for; shared by the write transaction and the readers.
#pragma once

#include "core/evidence.h"
#include "core/intake.h"
#include "store/blob_store.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

#include <optional>
#include <vector>

namespace ticketd::store::sqlite {

[[nodiscard]] inline Blob blob_of(const crypto::Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}
[[nodiscard]] inline crypto::Digest digest_of(std::string_view blob) {
  crypto::Digest digest{};
  blob.copy(reinterpret_cast<char*>(digest.data()), digest.size());
  return digest;
}

/// With participants, tags, links and fields.
Result<std::optional<core::Ticket>> load_ticket(Connection& db, core::TicketId id);
Result<std::vector<core::Entry>> load_entries(Connection& db, core::TicketId ticket);
Result<std::optional<core::Entry>> load_entry(Connection& db, core::EntryId id);
Result<std::vector<core::Event>> load_events(Connection& db, core::TicketId ticket,
                                             core::Time since = core::Time::min());
Result<std::vector<core::Forward>> load_forwards(Connection& db, core::TicketId ticket);
Result<core::DeskState> load_desk_state(Connection& db);

/// Of a question whose columns are those of `outbox_item`, of `mail`, of `traces`.
Result<std::vector<core::OutboxItem>> read_outbox(Rows rows);
/// Large mails come without their bytes.
Result<std::vector<WaitingMail>> read_mails(Connection& db, Rows rows);
Result<std::vector<core::Trace>> read_traces(Rows rows);
Result<std::vector<core::AddressState>> read_addresses(Rows rows);

/// Whose mails wait or are being sent: each found by one look into the index, so that a long queue of one
/// does not slow the others.
Result<std::vector<std::string>> senders_due(Connection& db, const Senders& wanted);

/// The first value of the first row.
template <class Value>
Result<std::optional<Value>> first(Rows rows) {
  std::optional<Value> value;
  if (rows.next()) rows.read(value.emplace());
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return value;
}

/// Of a question that always has a row, as a count.
template <class Value>
Result<Value> only(Rows rows) {
  const auto value = first<Value>(std::move(rows));
  if (!value) return fail(value);
  if (!*value) return fail(core::ErrorKind::internal, "a count without a row");
  return **value;
}

}  // namespace ticketd::store::sqlite
