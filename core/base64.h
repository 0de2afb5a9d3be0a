// Base64 (RFC 4648) of what we write ourselves. Received mail has a more forgiving reader in parsers/.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ticketd::core {

/// Without line ends.
[[nodiscard]] std::string base64(std::string_view bytes);

/// Nothing for text that is not base64 throughout; blanks are skipped.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace ticketd::core
