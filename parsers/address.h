// Address lists of header fields (RFC 5322 3.4 and its obsolete forms), read as mail clients do: groups,
// comments, quoted names, routes, semicolons between addresses, names without quotes.
#pragma once

#include "core/types.h"
#include "parsers/encoded_word.h"
#include "parsers/parse.h"

#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// Every mailbox in order; one without an `@` is left out. Beyond the limits the rest is left unread and a
/// problem says so.
[[nodiscard]] std::vector<core::Address> parse_addresses(std::string_view value, const Limits& limits,
                                                         const Decoding& decoding);

}  // namespace ticketd::parsers
