// Changes as rows. Every struct of core::change has one function; a new one fails to compile until it has.
#pragma once

#include "core/change.h"
#include "core/result.h"
#include "store/sqlite/connection.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace ticketd::store::sqlite {

/// What is left to be done when all changes of a transaction are known.
struct Remainder {
  const core::Entry* entry =
      nullptr;                     ///< the last that was added; while its changes are applied, as the next
  std::set<core::TicketId> whole;  ///< new tickets whose row was written with what follows
  std::size_t words = 0;           ///< texts that wait for the index of words
  std::vector<std::string> files;  ///< digests of mails whose bytes were deleted: behind the commit
};

/// All of one decision.
Result<> apply(Connection& db, Remainder& rest, const core::Changes& changes);

}  // namespace ticketd::store::sqlite
