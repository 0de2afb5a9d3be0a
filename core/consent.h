// What an answer to "answer this mail, and it will be done" says. Pure.
#pragma once

#include "core/desk.h"

#include <string_view>

namespace ticketd::core {

enum class Consent : std::uint8_t { given, refused, unclear };

/// Given by nothing at all and by plain words of consent, in Korean or English, with courtesies and the
/// agent's signature; refused by a word of refusal or delay among the first. Whatever else is said is
/// unclear.
[[nodiscard]] Consent consent_of(std::string_view answer, const Agent&);

}  // namespace ticketd::core
