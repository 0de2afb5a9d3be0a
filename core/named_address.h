// Whether a text names somebody by mail address.
#pragma once

#include <string_view>

namespace ticketd::core {

/// The whole address and no longer one: "im@x.example" is neither in "kim@x.example" nor in
/// "im@x.example.org". ASCII case is ignored.
[[nodiscard]] bool names_address(std::string_view text, std::string_view address);

}  // namespace ticketd::core
