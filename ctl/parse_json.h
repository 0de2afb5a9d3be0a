// What `ticketctl parse --json` prints for one mail: the object of the contract, one line.
#pragma once

#include "core/mail.h"

#include <string>
#include <string_view>

namespace ticketd::ctl {

[[nodiscard]] std::string parse_json(std::string_view file, const core::Mail& mail);

/// RFC 3339 in UTC, with milliseconds only where there are some.
[[nodiscard]] std::string rfc3339(core::Time time);

[[nodiscard]] std::string_view kind_name(core::MailKind kind);

}  // namespace ticketd::ctl
