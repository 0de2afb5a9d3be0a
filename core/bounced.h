// Bounces of our own mails: which mail and recipient they speak of, and what that changes (promise 4: a
// forged one, nothing).
#pragma once

#include "core/draft.h"
#include "core/resolve.h"

#include <optional>

namespace ticketd::core {

struct Bounced {
  OutboxItem item;  ///< the mail of ours, to that recipient
  BouncedRecipient recipient;
};

/// The mail of ours that a bounce names with its token; with a plain mailbox, by quoting our Message-ID for
/// that recipient.
[[nodiscard]] std::optional<Bounced> find_bounced(const Arrival&, const Evidence&, const House&, Trace&);

/// Delivery state and event; a final failure is told to the assignee, else the group. One that names another
/// customer than we wrote to changes nothing about our recipient; of an agent's address, whose notices would
/// bounce forever, any failure counts.
void record_bounce(Draft&, const Bounced&);

}  // namespace ticketd::core
