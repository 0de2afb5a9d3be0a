// Bounces that a sending service reports as a JSON object in the text of a mail (Amazon SES by way of SNS).
#pragma once

#include "core/mail.h"

#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// The recipients, or nothing when the text is no such report. `reason` is left to the reader of the whole
/// notice.
[[nodiscard]] std::vector<core::BouncedRecipient> read_bounce_notification(std::string_view text);

}  // namespace ticketd::parsers
