// What follows a try to deliver one mail of ours: its new state, and what people are told.
#pragma once

#include "core/address_state.h"
#include "core/change.h"
#include "core/draft.h"
#include "core/error.h"
#include "core/retry.h"

#include <optional>

namespace ticketd::core {

/// What a person has to know.
enum class DeliveryNews : std::uint8_t { none, late, failed, uncertain, held };

struct DeliveryOutcome {
  change::SetDelivery change;
  DeliveryNews news = DeliveryNews::none;
  std::optional<AddressState> address;  ///< what the refusal taught about it
  bool is_known = false;                ///< people were told of the like: only the history speaks
};

/// `failure` is null when the mail was taken.
[[nodiscard]] DeliveryOutcome after_try(const OutboxItem&, const Error* failure, Time now, std::uint64_t dice,
                                        const RetryPolicy&);

/// The account was refused, not the mail: it waits as long as the account, and no try is counted.
[[nodiscard]] DeliveryOutcome while_paused(const OutboxItem&, const Error& refusal, Time until, Time now,
                                           const RetryPolicy&);

/// Not to be sent before a person has decided.
[[nodiscard]] DeliveryOutcome held(const OutboxItem&, std::string why);

/// A person gave it up: it has failed for good, and leaves the queue. What had failed keeps its error, and
/// was told.
[[nodiscard]] DeliveryOutcome dropped(const OutboxItem&);

/// History and letters. Of a mail to an agent only the history speaks, for the notice would go the same way,
/// until nothing reaches the agent any more: then others are told. A held mail that no person wrote stands in
/// the history, too. Of a webhook the managers are told.
void tell_of(Draft&, const OutboxItem&, const DeliveryOutcome&);

}  // namespace ticketd::core
