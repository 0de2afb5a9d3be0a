// Why what an agent asked for by mail is not done, in the agent's language. Reasons are written in English
// where they are found, for ticketctl, the API and the log; here stands what the others call them. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ticketd::core {

/// `{}` in English stands for a name, a number or another reason. In the other language `{1}` is the first of
/// them as it is, `[1]` in that language's words.
struct ReasonWords {
  std::string_view en, ko;
};
[[nodiscard]] std::span<const ReasonWords> all_reason_words();

/// Lines such as `#assign bo: no agent is called "bo"`; what is not known stays as it is.
[[nodiscard]] std::string reasons_in(std::string_view lines, std::string_view language);

}  // namespace ticketd::core
