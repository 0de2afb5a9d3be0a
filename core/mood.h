// Whether a reply only says thank you, complains, or asks. Word lists per language; in doubt
// `neutral`, so that a doubtful reply reopens.
#pragma once

#include "core/desk.h"
#include "core/mail.h"

namespace ticketd::core {

/// Thanks: a thanking word in a short text without question, number, attachment, or any word that could take
/// it back.
[[nodiscard]] Mood mood_of(const Mail&);

}  // namespace ticketd::core
