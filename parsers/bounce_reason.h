// Why a mail came back, in our fixed list: the provider's words first, then the status code.
#pragma once

#include "core/mail.h"

#include <optional>
#include <string_view>

namespace ticketd::parsers {

/// What the words of a diagnosis say; nothing when none of them is known.
[[nodiscard]] std::optional<core::BounceReason> reason_in_words(std::string_view diagnostic);

/// What the code alone says (RFC 3463), "other" when it says nothing.
[[nodiscard]] core::BounceReason reason_of_status(std::string_view status);

}  // namespace ticketd::parsers
