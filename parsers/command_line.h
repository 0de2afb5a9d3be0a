// One line such as "#priority high", taken apart. Whether the word is a command, and whether it may stand
// there, is for command.h to say.
#pragma once

#include <optional>
#include <string_view>

namespace ticketd::parsers {

struct CommandLine {
  std::string_view prefix, word, rest;
  bool doubtful = false;  ///< "*#word*", "- #word", "# word": a command if it is a known one, else just text
  bool apart = false;     ///< "# word"

  [[nodiscard]] bool exclaims() const { return prefix == "!" || prefix == "\xEF\xBC\x81" /* ！ */; }
};

/// "#word …"; not "#1 problem", "##" or "#!/bin/sh". "#resolve internal spam" is read as what it is written
/// for, "#internal_resolve spam".
[[nodiscard]] std::optional<CommandLine> read_command_line(std::string_view line);

/// The next byte with which a prefix may begin, or the size: most texts hold none.
[[nodiscard]] std::size_t next_prefix(std::string_view text, std::size_t at);

}  // namespace ticketd::parsers
