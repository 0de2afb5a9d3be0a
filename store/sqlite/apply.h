// Changes as rows. Every struct of core::change has one function; a new one fails to compile until it has.
#pragma once

#include "core/change.h"
#include "core/result.h"
#include "store/sqlite/connection.h"

namespace ticketd::store::sqlite {

Result<> apply(Connection& db, const core::Change& change);

}  // namespace ticketd::store::sqlite
