// Counts for those who watch over the house, of one moment.
#pragma once

#include "store/sqlite/connection.h"
#include "store/upkeep.h"

namespace ticketd::store::sqlite {

[[nodiscard]] Result<Census> census(Connection& db, core::Time now);

}  // namespace ticketd::store::sqlite
