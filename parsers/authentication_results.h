// One Authentication-Results field (RFC 8601 2.2) as tokens. Trust is built on it, and senders choose parts
// of its text (addresses, reasons), so nothing is searched for: comments, quoted strings and separators are
// read in order.
#pragma once

#include "core/mail.h"

#include <string_view>

namespace ticketd::parsers {

/// `well_formed` is false when anything was not as RFC 8601 says; what was read before is kept.
[[nodiscard]] core::AuthenticationResults parse_authentication_results(std::string_view value);

}  // namespace ticketd::parsers
