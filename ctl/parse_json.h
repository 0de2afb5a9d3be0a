// What `ticketctl parse --json` prints for one mail: the object of the contract, one line.
#pragma once

#include "core/mail.h"

#include <string>
#include <string_view>

namespace ticketd::ctl {

/// Takes the mail, since its texts need not be copied.
[[nodiscard]] std::string parse_json(std::string_view file, core::Mail mail);

}  // namespace ticketd::ctl
