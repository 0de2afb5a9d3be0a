#include "parsers/command.h"

#include "core/text.h"
#include "parsers/command_grammar.h"
#include "parsers/folding.h"

#include <array>
#include <optional>

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_word = 64;  // bytes

/// A line such as "#priority high", taken apart.
struct CommandLine {
  std::string_view prefix, word, rest;
};

/// "#word …"; not "# Heading", "#1 problem", "##" or "#!/bin/sh".
std::optional<CommandLine> read_line(std::string_view line) {
  static constexpr std::array<std::string_view, 4> prefixes = {"#", "\xEF\xBC\x83" /* ＃ */, "!",
                                                               "\xEF\xBC\x81" /* ！ */};
  line = trim_all(line);
  for (const auto prefix : prefixes) {
    if (!line.starts_with(prefix)) continue;
    const auto behind = line.substr(prefix.size());
    const auto end = behind.find_first_of(" \t:,;.!?#/()[]<>\"'=*`");
    const auto word = behind.substr(0, end);
    if (word.empty() || word.size() > longest_word || (word.front() >= '0' && word.front() <= '9'))
      return std::nullopt;
    auto rest = behind.substr(word.size());
    if (rest.starts_with(':')) rest.remove_prefix(1);
    return CommandLine{prefix, word, trim_all(rest)};
  }
  return std::nullopt;
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
    return std::move(result_);
  }

 private:
  /// False at the first line of the text proper.
  bool take(std::string_view line) {
    const auto parts = read_line(line);
    if (!parts) return false;
    const auto* command = command_named(parts->word);
    const auto exclaims = parts->prefix == "!" || parts->prefix == "\xEF\xBC\x81";
    if (!command && exclaims) return false;  // "!Hello" is no attempt at a command
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

  /// A line that is not obeyed stays in the text: it may be what the author wanted to say.
  bool keep(std::string_view line, std::string problem) {
    if (result_.problems.size() < max_commands) result_.problems.push_back(std::move(problem));
    result_.text.append(line).push_back('\n');
    return result_.problems.size() < max_commands;
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
