// Whether a deed may be done as it was asked for: who may is in core/authority; here are its words, people
// and values, and the state in which it makes sense.
#pragma once

#include "core/act.h"
#include "core/letter.h"

namespace ticketd::core {

/// The request as it may be done, with its canned answer filled in. Refused as by check() in core/act.h.
[[nodiscard]] Result<ActionRequest> allowed(const ActionRequest&, const Draft&, const Actor&,
                                            const Evidence& known);

/// The letter that tells customers of a new state.
[[nodiscard]] std::optional<LetterKind> letter_of(State to);

/// Of what was asked for with the ticket; null: there is none, or it was not.
[[nodiscard]] const Entry* entry_of(std::optional<EntryId>, const Evidence& known);

/// The one that the request names, or the customer's newest.
[[nodiscard]] const Entry* entry_to_split(const ActionRequest&, const Draft&, const Evidence& known);

/// What away and back change: said in a mail about any ticket, of the agent who wrote it.
[[nodiscard]] Result<Changes> availability(const ActionRequest&, const Draft&, const Actor&);

}  // namespace ticketd::core
