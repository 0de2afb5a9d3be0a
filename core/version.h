// Which version this is, as `--version` and the API tell it.
#pragma once

#include <string_view>

namespace ticketd::core {

[[nodiscard]] std::string_view version();

}  // namespace ticketd::core
