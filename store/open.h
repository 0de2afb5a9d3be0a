// Which backend a URL names. Called once at start.
#pragma once

#include "store/store.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace ticketd::store {

/// `sqlite:FILE`, relative to `state_dir`, or `memory:` for trials: gone with the process.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(std::string_view url,
                                                        const std::filesystem::path& state_dir);

}  // namespace ticketd::store
