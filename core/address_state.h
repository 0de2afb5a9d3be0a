// What bounces taught about an address. Marked after hard bounces: mails to it are held and a person is told,
// until a person clears it, or the person who has it writes from there, proven by authentication.
#pragma once

#include "core/types.h"

#include <optional>
#include <string>

namespace ticketd::core {

struct BouncedRecipient;
struct OutboxItem;

struct AddressState {
  std::string address;   ///< in any case
  int hard_bounces = 0;  ///< one after the other, none longer than a month after the one before
  Time last_bounce;
  std::optional<Time> marked_at;  ///< since then nothing is sent there
  std::string reason;             ///< of the last hard bounce: "user_unknown 5.1.1: no such user"
  bool of_agent = false;          ///< news of tickets go there
};

/// A failure that will not pass: 5.1.1, 5.1.2 or 5.1.10 say that there is no such address and mark it at
/// once, other 5.x when it is the third; full mailboxes, 4.x and mere delays never.
[[nodiscard]] bool is_hard(const BouncedRecipient&);
[[nodiscard]] AddressState after_hard_bounce(AddressState before, const BouncedRecipient&, Time now);

/// "user_unknown 5.1.1: no such user".
[[nodiscard]] std::string said_of(const BouncedRecipient&);

/// Whether the mail has to wait for a person: its recipient is marked, and nobody asked for it since.
[[nodiscard]] bool is_held_back(const OutboxItem&);

}  // namespace ticketd::core
