// Forgetting a person: their words go, and a pseudonym stands where their address stood. What is theirs is
// found by a reader, for it stands in tables that no index leads through; the writer looks at what came
// since.
#pragma once

#include "core/contact_book.h"
#include "store/sqlite/connection.h"
#include "store/upkeep.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ticketd::store::sqlite {

/// Ids of rows.
using RowIds = std::vector<std::int64_t>;

/// What no index finds, of one address.
struct RowsOfAddress {
  std::string address;
  RowIds entries;        ///< that they wrote
  RowIds mails;          ///< that they sent
  RowIds mails_settled;  ///< that became entries of theirs, or of their tickets
  RowIds letters;        ///< to them
  RowIds events, forwards, confirmations, participants, answered;
};

/// The last row of each table, or another up to which it was looked through.
struct Marks {
  std::int64_t entry = 0, mail = 0, outbox = 0, event = 0, confirmation = 0, participant = 0, ticket = 0;
};

struct RowsOfPerson final : Sought {
  std::string pseudonym;
  Marks up_to;
  std::vector<RowsOfAddress> addresses;
};

/// Of one moment, where `db` reads one.
[[nodiscard]] Result<RowsOfPerson> rows_of(Connection& db, const core::ErasedPerson& person);

/// Not while a mail to them, or about what they wrote, is on its way: whoever asks may ask again.
[[nodiscard]] Result<> erase_person(Connection& db, RowsOfPerson person);

}  // namespace ticketd::store::sqlite
