// The desk's own texts (`[[template]]`). Canned answers, `#template refund` or `--template refund`, are
// filled in here; one under the name of a kind of letter stands in place of the shipped text and is filled
// where letters are composed. Nothing that somebody wrote is ever read as a template. config/ checks each
// text when it loads the desk.
#pragma once

#include "core/desk.h"
#include "core/letter.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

class Draft;

/// A mistake in a text.
struct TextMistake {
  std::size_t line{};    ///< of the text, from 1
  std::string variable;  ///< that is not known; empty: `what` is wrong
  std::string what;
  std::vector<std::string> known;  ///< the variables that there are
};

/// The first `{{name}}` of the text called `name` that cannot be filled, a section that does not end, or a
/// `{{` without its end.
[[nodiscard]] std::optional<TextMistake> check_text(std::string_view name, std::string_view text,
                                                    const std::vector<Field>& fields);

/// Words of the desk, filled in.
struct Filled {
  std::string text;
  std::string html;  ///< empty: there is no page of its own
};

/// The answer of this name as it goes out of this ticket: of its mailbox and language, else of any. `words`
/// are the agent's own: where the text says {{text}}, else above it.
[[nodiscard]] Result<Filled> canned_answer(const Draft&, std::string_view name, const Agent* agent,
                                           std::string_view words);

/// Which text `templates` has to take for a letter out of this mailbox: the desk's, else the kind's own.
[[nodiscard]] std::string text_of_letter(const Desk&, LetterKind, std::string_view mailbox,
                                         std::string_view language);
/// What a text of the desk is called there.
[[nodiscard]] std::string name_in_templates(const DeskText&);

}  // namespace ticketd::core
