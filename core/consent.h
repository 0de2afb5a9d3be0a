// Whether an answer to "answer this mail, and it will be done" says no. Pure.
#pragma once

#include <string_view>

namespace ticketd::core {

/// A word of refusal or delay among the first of the answer, in Korean or English; anything else agrees.
[[nodiscard]] bool declines(std::string_view answer);

}  // namespace ticketd::core
