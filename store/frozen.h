// Letters and traces as one text each, their fields as netstrings in a fixed order: every mail has one trace
// and a letter or two, and as JSON they cost a fifth of what it takes to store the mail's ticket and entry.
#pragma once

#include "core/letter.h"
#include "core/result.h"
#include "core/trace.h"

#include <string>
#include <string_view>

namespace ticketd::store {

[[nodiscard]] std::string frozen(const core::Letter& letter);  ///< without its variables
[[nodiscard]] std::string frozen(const core::Trace& trace);

/// What frozen() wrote; anything else is a corrupt store.
[[nodiscard]] Result<> thaw(std::string_view bytes, core::Letter& letter);
[[nodiscard]] Result<> thaw(std::string_view bytes, core::Trace& trace);

}  // namespace ticketd::store
