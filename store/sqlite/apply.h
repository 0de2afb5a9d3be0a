// Changes as rows. Every struct of core::change has one function; a new one fails to compile until it has.
#pragma once

#include "core/change.h"
#include "core/result.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/word_index.h"

#include <string>
#include <vector>

namespace ticketd::store::sqlite {

/// What is left to be done when all changes of a transaction are known.
struct Remainder {
  WordIndex words;                      ///< to be written before the commit
  std::vector<std::string> files = {};  ///< digests of mails whose bytes were deleted: behind it
};

Result<> apply(Connection& db, Remainder& rest, const core::Change& change);

}  // namespace ticketd::store::sqlite
