// The compressed rich text of Outlook (MS-OXRTFCP).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ticketd::parsers {

/// At most `limit` bytes of RTF; nothing when the bytes are no compressed RTF.
[[nodiscard]] std::optional<std::string> decompress_rtf(std::string_view bytes, std::size_t limit);

}  // namespace ticketd::parsers
