// An agent's proven mail: its words and its commands. All commands or none; a replay never runs again.
#pragma once

#include "core/draft.h"
#include "core/resolve.h"

#include <optional>

namespace ticketd::core {

struct Obeyed {
  std::optional<EntryId> entry;
  bool public_entry = false;
  bool as_note = false;  ///< the entry is words for colleagues
};

/// As it could be written: "#assign kim".
[[nodiscard]] std::string written(const MailCommand&);

/// What the mail answers decides where plain words go: out to the customers, into a note, or to the people of
/// a forward. What answers something private never goes out, whatever its commands say.
enum class Obedience : std::uint8_t { in_public, in_private, in_circle };

[[nodiscard]] Obeyed obey(Draft&, const Arrival&, const Agent&, const Evidence&,
                          std::optional<EntryId> forward, Trace&, Obedience);

/// What of the store the commands need, beside the mail's own ticket.
void ask_for_commands(const Mail&, const House&, ThreadQuery&);

}  // namespace ticketd::core
