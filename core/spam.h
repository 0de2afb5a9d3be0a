// What the spam filter of a host that we trust said of a mail. Pure.
#pragma once

#include "core/intake.h"
#include "core/mail.h"
#include "core/settings.h"

#include <optional>
#include <string>

namespace ticketd::core {

/// The field that calls it spam; nothing when none does. Counted are the configured fields, above the first
/// Received field that none of our hosts wrote, in mail that came through our border: what another house
/// thinks of its mail is not our verdict.
[[nodiscard]] std::optional<std::string> spam_verdict(const Mail&, const Source&, const TrustSettings&);

}  // namespace ticketd::core
