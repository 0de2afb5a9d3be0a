// The machine-readable part of a bounce (RFC 3464, 6522), and the same fields where a notice prints them as
// text.
#pragma once

#include "core/mail.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// The recipients of a message/delivery-status body. `reason` is left to the reader of the whole notice.
[[nodiscard]] std::vector<core::BouncedRecipient> read_delivery_status(std::string_view body);

/// The codes of RFC 3463 and RFC 5321 in a line or a whole diagnosis.
struct StatusCodes {
  std::string enhanced;  ///< "5.1.1", or ""
  std::string reply;     ///< "550", or ""
};
[[nodiscard]] StatusCodes codes_in(std::string_view text);

}  // namespace ticketd::parsers
