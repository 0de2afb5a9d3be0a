// The bytes of a configuration file. Only config/ includes this.
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>

namespace ticketd::config {

[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

/// False only when it is surely not there: what we may not look at may be readable for the daemon.
[[nodiscard]] bool may_exist(const std::filesystem::path& file);

}  // namespace ticketd::config
