#include "parsers/command.h"

#include "core/text.h"
#include "parsers/command_grammar.h"
#include "parsers/command_line.h"
#include "parsers/folding.h"
#include "parsers/late_command.h"

#include <algorithm>

namespace ticketd::parsers {

namespace {

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
    if (result_.problems.empty() && !asked_for("note"))
      if (auto late = late_command(result_.text)) result_.problems.push_back(std::move(*late));
    return std::move(result_);
  }

 private:
  /// False at the first line of the text proper.
  bool take(std::string_view line) {
    const auto parts = read_command_line(line);
    if (!parts) return false;
    const auto* command = command_named(parts->word);
    if (!command && (parts->exclaims() || parts->doubtful))
      return false;                                          // "!Hello" is no attempt at a command
    if (parts->apart && !parts->rest.empty()) return false;  // "# Note on your delivery", a heading
    if (parts->apart)
      return keep(line, "a command has no blank behind its #: #" + std::string(command->name));
    if (!command) return keep(line, unknown(*parts));
    if (result_.commands.size() == max_commands) return keep(line, "more than 10 commands in one mail");
    const auto argument = canonical_argument(command->argument, parts->rest);
    if (!argument)
      return keep(line,
                  '#' + std::string(command->name) + " needs " + std::string(example_of(command->argument)));
    if (command->argument == Argument::text && !parts->rest.empty()) {
      if (const auto second = read_command_line(parts->rest); second && command_named(second->word))
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
