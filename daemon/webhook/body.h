// What a call of a webhook says: the values that were frozen with the ticket's change, as JSON, as a line for
// Slack, or in the words of the desk. Pure.
#pragma once

#include "core/letter.h"
#include "core/webhook.h"

#include <string>

namespace ticketd::daemon {

[[nodiscard]] std::string content_type_of(const core::Webhook& webhook);
[[nodiscard]] std::string body_of(const core::Webhook& webhook, const core::Letter& call);

}  // namespace ticketd::daemon
