// The schema's way forward: numbered steps, each in one transaction, never back.
#pragma once

#include "core/result.h"
#include "store/sqlite/connection.h"

#include <filesystem>
#include <span>

namespace ticketd::store::sqlite {

/// Brings the database to the last of `steps`. An older one is first copied to `FILE.before-N`; a newer one,
/// and a file that is not ours, is refused with bad_config.
Result<> migrate(Connection& connection, const std::filesystem::path& file, std::span<const Migration> steps);

}  // namespace ticketd::store::sqlite
