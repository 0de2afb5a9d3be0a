// Which backend a URL names. Called once at start.
#pragma once

#include "store/store.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string_view>

namespace ticketd::store {

/// `sqlite:FILE`, relative to `state_dir`, or `memory:` for trials: gone with the process. Once `stopping` is
/// requested, a database that another program holds is waited for only for as long as one change usually is.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(std::string_view url,
                                                        const std::filesystem::path& state_dir,
                                                        std::stop_token stopping = {});

}  // namespace ticketd::store
