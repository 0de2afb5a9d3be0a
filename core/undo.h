// Taking back what one has just done to a ticket: by `#undo`, ticketctl and the API. What went out by mail
// stays out. Pure: the ticket's own history says what was there before.
#pragma once

#include "core/authority.h"
#include "core/draft.h"
#include "core/result.h"

#include <chrono>

namespace ticketd::core {

/// So long after it was done.
inline constexpr auto undo_window = std::chrono::minutes(10);

/// Whether what the actor did last can be taken back: it is known how it was, and nobody changed it since.
/// `known` holds the tickets that it merged.
[[nodiscard]] Result<> check_undo(const Draft&, const Actor&, const Evidence& known);

/// Takes it back, as far as check_undo() allows.
void undo(Draft&, const Actor&, const Evidence& known);

}  // namespace ticketd::core
