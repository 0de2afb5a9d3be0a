#include "cli/arguments.h"

#include "core/nearest.h"

#include <string>
#include <vector>

namespace ticketd::cli {

namespace {

bool all(const CLI::App*) { return true; }

/// The command that was named last.
const CLI::App* named_last(const CLI::App& app) {
  const auto* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return at;
}

/// "ticketctl ticket"
std::string path_of(const CLI::App* app) {
  const auto* parent = app->get_parent();
  return parent ? path_of(parent) + ' ' + app->get_name() : app->get_name();
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands(all)) names.push_back(command->get_name());
  return names;
}

/// Those of the program may stand behind any command.
std::vector<std::string> options_of(const CLI::App* app) {
  std::vector<std::string> names;
  for (; app; app = app->get_parent())
    for (const auto* option : app->get_options())
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

void say_unknown(std::ostream& errors, const CLI::App* at, std::string_view what, const std::string& word,
                 const std::vector<std::string>& known) {
  errors << path_of(at) << ": unknown " << what << " \"" << word << '"';
  const auto meant = core::probably_meant(std::vector<std::string_view>(known.begin(), known.end()), word);
  if (!meant.empty()) errors << ": did you mean \"" << meant << "\"?";
  errors << '\n' << path_of(at) << " --help lists what there is\n";
}

/// Whether there was a word that nobody knows.
bool name_the_unknown(const CLI::App& app, std::ostream& errors) {
  const auto words = app.remaining(true);
  if (words.empty()) return false;
  const auto* at = named_last(app);
  const auto& word = words.front();
  if (word.starts_with('-')) {
    say_unknown(errors, at, "option", word.substr(0, word.find('=')), options_of(at));
    return true;
  }
  const auto commands = commands_of(*at);
  say_unknown(errors, at, commands.empty() ? "argument" : "command", word, commands);
  return true;
}

}  // namespace

std::optional<int> read_arguments(CLI::App& app, int argc, const char* const* argv, std::ostream& out,
                                  std::ostream& errors) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& asked) {
    return app.exit(asked, out, errors);
  } catch (const CLI::ParseError& wrong) {
    if (name_the_unknown(app, errors)) return bad_usage;
    const auto* at = named_last(app);
    if (at->get_require_subcommand_min() > 0 && at->get_subcommands().empty())
      errors << help_of(*at);
    else
      app.exit(wrong, out, errors);
    return bad_usage;
  }
}

const CLI::App* find_command(const CLI::App& app, const std::vector<std::string>& words,
                             std::ostream& errors) {
  const auto* at = &app;
  for (const auto& word : words) {
    const auto found =
        at->get_subcommands([&](const CLI::App* command) { return command->check_name(word); });
    if (found.empty()) {
      say_unknown(errors, at, "command", word, commands_of(*at));
      return nullptr;
    }
    at = found.front();
  }
  return at;
}

/// Not by App::help(): it would tell of the command that was named, and that is `help`.
std::string help_of(const CLI::App& command) {
  return command.get_formatter()->make_help(&command, path_of(&command), CLI::AppFormatMode::Normal);
}

}  // namespace ticketd::cli
