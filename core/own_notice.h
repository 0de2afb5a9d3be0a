// Lines of a notice of ours in what an agent wrote: they tell of the house, and are no part of an answer.
// Pure.
#pragma once

#include <string_view>

namespace ticketd::core {

/// Whether a line of the text that is quoted for certain (">", "│") is one that the shipped notices put
/// around a customer's words, or the mailbox's and another stand there behind whatever mark, or none.
[[nodiscard]] bool quotes_our_notice(std::string_view text);

}  // namespace ticketd::core
