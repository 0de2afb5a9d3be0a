// Lines of a notice of ours in what an agent wrote: they tell of the house, and are no part of an answer.
// Pure.
#pragma once

#include <string_view>

namespace ticketd::core {

/// Whether a quoted line of the text (">") is one that the shipped notices put around a customer's words.
[[nodiscard]] bool quotes_our_notice(std::string_view text);

}  // namespace ticketd::core
