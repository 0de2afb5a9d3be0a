// The mail that a mail answers, as far as it is one of ours, and who may hear such an answer. Pure.
#pragma once

#include "core/evidence.h"
#include "core/mail.h"

#include <optional>

namespace ticketd::core {

/// Letters to agents whose answers are nobody else's business.
[[nodiscard]] bool is_between_us(LetterKind);

/// A mail of ours that tells an agent of the agent's own doings: of an answer to it nobody hears.
[[nodiscard]] bool tells_of_doings(const Sighting&);

/// The mail that this one answers, ours or one that a ticket has: In-Reply-To, or the last reference where
/// there is none. Nothing where neither is known here.
[[nodiscard]] const Sighting* answered_mail(const Mail&, const Evidence&);

/// The same, where it is a mail of ours.
[[nodiscard]] const Sighting* answered_letter(const Mail&, const Evidence&);

}  // namespace ticketd::core
