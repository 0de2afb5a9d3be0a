// The commands that agents write in the first lines of a mail: `#resolve`, `#priority high`, `#담당 김민지`.
// Read for every mail and obeyed only where core finds a proven agent, so nothing here decides; a line that
// looks like a command and is none becomes a problem, since an agent's commands run all or none.
#pragma once

#include "core/mail.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

inline constexpr std::size_t max_commands = 10;

struct CommandLines {
  std::vector<core::MailCommand> commands;  ///< canonical English names, in the order written
  std::string text;                         ///< the new text without the lines that were understood
  std::vector<std::string> problems;        ///< one line each, for the person who wrote it
};

/// `new_text` as split_text (new_text.h) gives it: never a quote, or a quoted command would count.
[[nodiscard]] CommandLines read_commands(std::string_view new_text);

}  // namespace ticketd::parsers
