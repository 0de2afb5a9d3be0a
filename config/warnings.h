// What a configuration that holds says and the daemon will not do. Told by those who check it: a help desk
// whose webhook is not called is still one that answers mail.
#pragma once

#include <filesystem>
#include <string>

namespace ticketd::config {

/// "FILE:LINE: what", one a line; of a configuration that check() has nothing against.
[[nodiscard]] std::string warnings(const std::filesystem::path& file);

}  // namespace ticketd::config
