// What a server says of whom: a noun and what is said of it, near each other in one sentence ("User kim … is
// unknown", "inactive account"). Servers word this in more ways than a table of phrases can hold.
#pragma once

#include "core/mail.h"

#include <optional>
#include <string_view>

namespace ticketd::parsers {

/// Of a folded diagnosis, with single blanks and without addresses.
[[nodiscard]] std::optional<core::BounceReason> stated_reason(std::string_view diagnosis);
/// The same for what is said of the sender alone.
[[nodiscard]] bool refuses_sender(std::string_view diagnosis);

}  // namespace ticketd::parsers
