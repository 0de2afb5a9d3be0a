// What a desk that came over the network may say of files. Whoever may replace the desk there does not
// thereby read this machine: a password file that is named beside a server of one's own would be sent to it.
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string_view>

namespace ticketd::config {

/// Refused (ErrorKind::policy) when `text` names a file that `standing` does not name at the same key, or
/// sends what such a file holds elsewhere. `file` stands in messages.
[[nodiscard]] Result<> check_files(std::string_view text, std::string_view standing,
                                   const std::filesystem::path& file);

}  // namespace ticketd::config
