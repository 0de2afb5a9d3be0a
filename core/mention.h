// `@kim` in a note names a colleague, who is told of it.
#pragma once

#include "core/desk.h"

#include <string_view>
#include <vector>

namespace ticketd::core {

/// By name or display name, in any letter case; each once, in the desk's order. An address is no mention.
[[nodiscard]] std::vector<const Agent*> agents_named_in(std::string_view note, const Desk&);

}  // namespace ticketd::core
