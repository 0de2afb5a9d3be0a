// The index of words. What is new is found at once, though it goes into the index later, many texts in one
// go: FTS5 makes a part of the index of each commit, and merging many small parts costs more than the words.
#pragma once

#include "core/ticket.h"
#include "store/sqlite/connection.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::store::sqlite {

/// The words of this ticket, or of this entry, are to be found from this transaction on.
Result<> add_words(Connection& db, core::TicketId ticket);
Result<> add_words(Connection& db, core::EntryId entry);
/// … are found no more. As they were added, so before they change.
Result<> remove_words(Connection& db, const core::Ticket& ticket);
Result<> remove_words(Connection& db, const core::Entry& entry);

/// Puts a portion of what waits into the index, in a transaction of its own. How many texts still wait.
Result<std::size_t> index_waiting_words(Connection& db);
Result<std::size_t> count_waiting_words(Connection& db);

/// Of each word the tickets that have it in a text that still waits.
using TicketsByWord = std::vector<std::set<std::int64_t>>;
Result<TicketsByWord> look_through_waiting(Connection& db, const std::vector<std::string>& words,
                                           std::optional<core::Visibility> where);

/// Words of deleted tickets are found no more, but stand in the index until its parts are merged: this goes
/// on with that for a bounded while, in a transaction of its own. Whether some are left.
Result<bool> forget_removed_words(Connection& db);

/// As the index is asked for the pieces of one word: each in its place, the last perhaps with any ending.
[[nodiscard]] std::string match_of(std::string_view word, std::optional<core::Visibility> where);

}  // namespace ticketd::store::sqlite
