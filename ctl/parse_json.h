// What `ticketctl parse --json` prints for one mail: one object on one line, its members in a fixed order.
#pragma once

#include "core/mail.h"

#include <string>
#include <string_view>

namespace ticketd::ctl {

/// With its line end.
[[nodiscard]] std::string parse_json(std::string_view file, const core::Mail& mail);

}  // namespace ticketd::ctl
