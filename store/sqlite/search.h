// Lists whose conditions differ from question to question: the one place where SQL is put together. Values
// are bound.
#pragma once

#include "store/sqlite/connection.h"
#include "store/sqlite/word_index.h"
#include "store/store.h"

#include <string>
#include <variant>
#include <vector>

namespace ticketd::store::sqlite {

/// A statement that selects ids, and what is bound to it.
struct Search {
  std::string sql;
  std::vector<std::variant<std::int64_t, std::string>> values;
};

/// `waiting`: where the words of the question stand in texts that are not in the index yet.
[[nodiscard]] Search search(const TicketQuery& query, const TicketsByWord& waiting);
[[nodiscard]] Search search(const QueueQuery& query);
[[nodiscard]] Search search(const ContactQuery& query);

/// By id, oldest first.
Result<std::vector<core::Ticket>> load_tickets(Connection& db, const TicketQuery& query);

}  // namespace ticketd::store::sqlite
