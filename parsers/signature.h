// Where the author's text ends and the signature begins: "-- ", "Sent from my phone", "Best regards", a
// list's footer.
#pragma once

#include "parsers/text_lines.h"

#include <vector>

namespace ticketd::parsers {

/// The first line of the signature that ends the lines [first, end), or `end` when there is none.
[[nodiscard]] std::size_t find_signature(std::span<const TextLine> lines, std::size_t first, std::size_t end);

}  // namespace ticketd::parsers
