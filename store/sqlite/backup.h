// Copies of a database in use, on a connection of their own, beside everybody else.
#pragma once

#include "store/blob_store.h"
#include "store/sqlite/connection.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace ticketd::store::sqlite {

/// `to`, which must not exist, becomes a database of one moment, with its large mails in `to`-mails; all of
/// it is on disk when this returns.
Result<> back_up(const std::filesystem::path& file, const Connection::Options& options, BlobStore& mails,
                 const std::filesystem::path& to, const std::stop_token& stop);

}  // namespace ticketd::store::sqlite
