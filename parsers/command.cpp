#include "parsers/command.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/command_grammar.h"
#include "parsers/folding.h"

#include <algorithm>
#include <array>
#include <optional>

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_word = 64;  // bytes

/// A line such as "#priority high", taken apart.
struct CommandLine {
  std::string_view prefix, word, rest;
  bool doubtful = false;  ///< "*#word*", "- #word", "# word": a command if it is a known one, else just text
  bool apart = false;     ///< "# word"
};

/// Without the bold type and the list marks that some clients put around a line: "*#note*", "- #note".
std::string_view undecorated(std::string_view line) {
  static constexpr std::string_view marks = "*_`";
  static constexpr std::array<std::string_view, 3> bullets = {"- ", "* ", "\xE2\x80\xA2" /* • */};
  for (const auto bullet : bullets)
    if (line.starts_with(bullet)) line.remove_prefix(bullet.size());
  line = trim_all(line);
  const auto first = line.find_first_not_of(marks);
  if (first == 0 || first == std::string_view::npos) return line;
  return trim_all(line.substr(first, line.find_last_not_of(marks) + 1 - first));
}

/// "#word …"; not "#1 problem", "##" or "#!/bin/sh".
std::optional<CommandLine> read_line(std::string_view line) {
  static constexpr std::array<std::string_view, 4> prefixes = {"#", "\xEF\xBC\x83" /* ＃ */, "!",
                                                               "\xEF\xBC\x81" /* ！ */};
  const auto whole = trim_all(line);
  line = undecorated(whole);
  for (const auto prefix : prefixes) {
    if (!line.starts_with(prefix)) continue;
    const auto behind = trim_all(line.substr(prefix.size()));
    const bool apart = behind.size() + prefix.size() < line.size();
    const auto end = behind.find_first_of(" \t:,;.!?#/()[]<>\"'=*`");
    const auto word = behind.substr(0, end);
    if (word.empty() || word.size() > longest_word || (word.front() >= '0' && word.front() <= '9'))
      return std::nullopt;
    auto rest = behind.substr(word.size());
    if (rest.starts_with(':')) rest.remove_prefix(1);
    return CommandLine{prefix, word, trim_all(rest), apart || line.size() < whole.size(), apart};
  }
  return std::nullopt;
}

/// "#resolve internal spam" is written for "#internal_resolve spam".
CommandLine with_inner_command(CommandLine line) {
  static constexpr std::array<std::string_view, 4> inner = {"internal", "internally", "내부", "내부해결"};
  const auto* command = command_named(line.word);
  if (!command || command->name != "resolve") return line;
  const auto first = line.rest.substr(0, line.rest.find_first_of(" \t"));
  if (std::find(inner.begin(), inner.end(), fold(first)) == inner.end()) return line;
  line.word = "internal_resolve";
  line.rest = trim_all(line.rest.substr(first.size()));
  return line;
}

/// The next byte with which a prefix of `read_line` may begin, or the size: most texts hold none.
std::size_t next_prefix(std::string_view text, std::size_t at) {
  return find_rare_byte(text, at,
                        [](ByteBlock block) { return (block == '#') | (block == '!') | (block == 0xEF); });
}

class Reader {
 public:
  CommandLines read(std::string_view text) {
    auto rest = text;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      const auto line = rest.substr(0, end);
      if (trim_all(line).empty())
        result_.text += result_.text.empty() ? "" : "\n";
      else if (!take(line))
        break;
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    const auto nothing_taken = result_.commands.empty() && result_.problems.empty();
    result_.text += nothing_taken ? text : rest;
    result_.text.resize(trim_end(result_.text));
    if (!asked_for("note")) look_for_late_note(rest);
    return std::move(result_);
  }

 private:
  /// False at the first line of the text proper.
  bool take(std::string_view line) {
    auto parts = read_line(line);
    if (!parts) return false;
    parts = with_inner_command(*parts);
    const auto* command = command_named(parts->word);
    const auto exclaims = parts->prefix == "!" || parts->prefix == "\xEF\xBC\x81";
    if (!command && (exclaims || parts->doubtful)) return false;  // "!Hello" is no attempt at a command
    if (parts->apart && !parts->rest.empty()) return false;       // "# Note on your delivery", a heading
    if (parts->apart)
      return keep(line, "a command has no blank behind its #: #" + std::string(command->name));
    if (!command) return keep(line, unknown(*parts));
    if (result_.commands.size() == max_commands) return keep(line, "more than 10 commands in one mail");
    const auto argument = canonical_argument(command->argument, parts->rest);
    if (!argument)
      return keep(line,
                  '#' + std::string(command->name) + " needs " + std::string(example_of(command->argument)));
    if (command->argument == Argument::text && !parts->rest.empty()) {
      if (const auto second = read_line(parts->rest); second && command_named(second->word))
        return keep(line, "one command to a line: " + std::string(parts->rest));
      result_.text.append(parts->rest).push_back('\n');
    }
    result_.commands.push_back({std::string(command->name), *argument});
    return true;
  }

  [[nodiscard]] bool asked_for(std::string_view name) const {
    return std::any_of(result_.commands.begin(), result_.commands.end(),
                       [&](const core::MailCommand& command) { return command.name == name; });
  }

  /// Below the first lines a command is just text; but what was meant as a note must not become public.
  void look_for_late_note(std::string_view text) {
    std::size_t end = 0;
    for (auto at = next_prefix(text, 0); at < text.size(); at = next_prefix(text, end)) {
      const auto begin = text.substr(0, at).find_last_of('\n') + 1;  // npos + 1 is 0
      end = std::min(text.find('\n', at), text.size());
      const auto parts = read_line(text.substr(begin, end - begin));
      const auto* command = parts && parts->rest.empty() ? command_named(parts->word) : nullptr;
      if (!command || command->name != "note") continue;
      result_.problems.push_back("#note stands on the first lines of the mail, or all of it is public");
      return;
    }
  }

  /// A line that is not obeyed stays in the text: it may be what the author wanted to say. After enough of
  /// them the text begins.
  bool keep(std::string_view line, std::string problem) {
    if (result_.problems.size() == max_commands) return false;
    result_.problems.push_back(std::move(problem));
    result_.text.append(line).push_back('\n');
    return true;
  }

  static std::string unknown(const CommandLine& line) {
    auto problem = "unknown command #" + std::string(line.word);
    if (const auto* near = command_near(line.word))
      problem += ", did you mean #" + std::string(near->name) + '?';
    return problem;
  }

  static std::size_t trim_end(std::string_view text) {
    const auto trimmed = trim_all(text);
    return trimmed.empty() ? 0 : static_cast<std::size_t>(trimmed.data() + trimmed.size() - text.data());
  }

  CommandLines result_;
};

}  // namespace

CommandLines read_commands(std::string_view new_text) { return Reader().read(new_text); }

}  // namespace ticketd::parsers
