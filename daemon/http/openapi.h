// docs/openapi.yaml as it was when the program was built.
#pragma once

#include <string_view>

namespace ticketd::daemon {

[[nodiscard]] std::string_view openapi_yaml();

}  // namespace ticketd::daemon
