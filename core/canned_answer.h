// The texts that agents send by name, `#template refund` or `--template refund`. Values are filled in;
// nothing that somebody wrote is ever read as a template. config/ checks each text when it loads the desk.
#pragma once

#include "core/desk.h"
#include "core/result.h"

#include <string>
#include <string_view>

namespace ticketd::core {

class Draft;

struct UnknownVariable {
  std::size_t line{};  ///< of the text, from 1
  std::string what;    ///< the name, and those that are known
};
/// The first `{{name}}` that cannot be filled; or a `{{` without its end.
[[nodiscard]] std::optional<UnknownVariable> check_canned_answer(std::string_view text);

/// The answer of this name as it goes out of this ticket: in its language, else in any. `words` are the
/// agent's own: where the text says {{text}}, else above it.
[[nodiscard]] Result<std::string> canned_answer(const Draft&, std::string_view name, const Agent* agent,
                                                std::string_view words);

}  // namespace ticketd::core
