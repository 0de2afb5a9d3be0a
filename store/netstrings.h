// Long texts under names, kept as one: `4:name11:the long text`, each with its length before it (as in
// netstrings). A letter holds the text of a mail, and to write and read it as JSON, with its escapes, cost
// more than all else of it.
#pragma once

#include "core/result.h"

#include <map>
#include <string>
#include <string_view>

namespace ticketd::store {

[[nodiscard]] std::string to_netstrings(const std::map<std::string, std::string>& texts);

/// What to_netstrings wrote; anything else is a corrupt store.
[[nodiscard]] Result<> from_netstrings(std::string_view bytes, std::map<std::string, std::string>& texts);

}  // namespace ticketd::store
