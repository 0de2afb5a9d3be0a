// Whether a database is whole and keeps its promises: on a connection of its own, beside everybody else.
#pragma once

#include "store/blob_store.h"
#include "store/sqlite/connection.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace ticketd::store::sqlite {

/// What is wrong, one sentence each.
Result<std::vector<std::string>> verify(const std::filesystem::path& file, const Connection::Options& options,
                                        BlobStore& mails, const std::stop_token& stop);

/// Files of mails that no mail names.
Result<std::vector<crypto::Digest>> unused(Connection& db, const std::vector<crypto::Digest>& files);

}  // namespace ticketd::store::sqlite
