// An agent's proven answer by mail: its words and its commands. All commands or none; a replay never runs
// again.
#pragma once

#include "core/draft.h"
#include "core/resolve.h"

#include <optional>

namespace ticketd::core {

struct Obeyed {
  std::optional<EntryId> entry;
  bool public_entry = false;
};

/// In private, words stay a note: the mail answers a private note.
enum class Obedience : std::uint8_t { in_public, in_private };

[[nodiscard]] Obeyed obey(Draft&, const Arrival&, const Agent&, bool replayed, Trace&,
                          Obedience = Obedience::in_public);

}  // namespace ticketd::core
