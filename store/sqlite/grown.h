// A new ticket as its whole decision leaves it, so that its row is written once.
#pragma once

#include "core/change.h"

#include <optional>
#include <span>

namespace ticketd::store::sqlite {

/// With assignee, clocks and interactions out of what follows in the same decision; nothing where one of that
/// depends on what is there at its moment.
std::optional<core::Ticket> grown(core::Ticket ticket, std::span<const core::Change> later);

}  // namespace ticketd::store::sqlite
