// What may be said to an SMTP server: addresses and mails that can't become commands.
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace ticketd::daemon {

/// Refuses what could leave its angle brackets or its line: controls, blanks outside quotes, brackets.
[[nodiscard]] Result<> check_address(std::string_view address);

/// The mail as it goes over the wire, without the final dot: dots doubled, CR LF at the end. A CR or LF
/// alone, which the next server could take for the end of the mail, and NUL are refused.
[[nodiscard]] Result<std::string> dot_stuffed(std::string_view mail);

[[nodiscard]] bool has_eight_bit(std::string_view bytes);

}  // namespace ticketd::daemon
