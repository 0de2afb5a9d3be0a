// The store in one SQLite file: one writing connection, which also checkpoints, and read-only ones.
#pragma once

#include "store/sqlite/connection.h"
#include "store/store.h"

#include <filesystem>
#include <memory>

namespace ticketd::store::sqlite {

/// Opens or creates `file`, migrates it, and holds `file.lock`: a second daemon gets store_busy. Large mails
/// lie in the folder `file-mails`. Readers must not outlive the store.
[[nodiscard]] Result<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                  const Connection::Options& options = {});

}  // namespace ticketd::store::sqlite
