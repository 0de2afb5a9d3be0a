// The grammar of command.h as a table: what each command is called and what may follow it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ticketd::parsers {

/// What stands behind a command on its line.
enum class Argument : std::uint8_t {
  none,
  text,       ///< nothing, or the first words of the text
  optional,   ///< a group for #take
  word,       ///< anything, but something
  priority,   ///< low, normal, high, urgent
  duration,   ///< 30m, 4h, 2d, 1w, or a date
  until,      ///< nothing, or as duration
  tickets,    ///< numbers of tickets
  addresses,  ///< one or more e-mail addresses
  reason  ///< of an internal resolution: spam, abuse, test, duplicate, solved_by_chat, solved_by_phone, other
};

struct CommandWord {
  std::string_view name;  ///< canonical, English
  Argument argument;
  std::string_view spellings;  ///< further names, separated by `|`
};

/// By any of its names in any letter case; null when there is none.
[[nodiscard]] const CommandWord* command_named(std::string_view word);

/// The command whose English name is nearest to a misspelt word, when one is near enough.
[[nodiscard]] const CommandWord* command_near(std::string_view word);

/// `written` in canonical form ("긴급" → "urgent", "2일" → "2d", "#12, #13" → "12 13"); nothing when it does
/// not fit.
[[nodiscard]] std::optional<std::string> canonical_argument(Argument kind, std::string_view written);

/// What an argument of this kind looks like, to say what was missing.
[[nodiscard]] std::string_view example_of(Argument kind);

}  // namespace ticketd::parsers
