// Texts kept as one, each with its length before it: `4:name11:the long text` (netstrings). A letter holds
// the text of a mail, and to write and read it as JSON, with its escapes, cost more than all else of it.
#pragma once

#include "core/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::store {

void append_netstring(std::string& bytes, std::string_view text);
/// The next one, taken off; nothing where none can be read.
[[nodiscard]] std::optional<std::string_view> take_netstring(std::string_view& bytes);

/// Names and texts by turns.
[[nodiscard]] std::string to_netstrings(const std::map<std::string, std::string>& texts);

/// What to_netstrings wrote; anything else is a corrupt store.
[[nodiscard]] Result<> from_netstrings(std::string_view bytes, std::map<std::string, std::string>& texts);

}  // namespace ticketd::store
