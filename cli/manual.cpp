#include "cli/manual.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ticketd::cli {

namespace {

using Options = std::vector<const CLI::Option*>;
using Apps = std::vector<const CLI::App*>;

/// Those that --help shows.
Options options_of(const CLI::App& app, bool positional) {
  auto all = app.get_options([&](const CLI::Option* option) {
    return option->get_positional() == positional && !option->get_group().empty();
  });
  return {all.begin(), all.end()};
}

Apps commands_of(const CLI::App& app) {
  auto all = app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
  return {all.begin(), all.end()};
}

/// "-h, --help"
std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const auto& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const auto& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
  return names;
}

std::string value_of(const CLI::Option& option) {
  const auto type = option.get_type_name();
  return option.get_items_expected_max() == 0 || type.empty() ? "" : " " + type;
}

/// "ID OTHER... --as NAME": what must be said; the rest is in brackets, or below.
std::string usage_of(const CLI::App& app) {
  std::string usage;
  for (const auto* option : options_of(app, false))
    if (option->get_required()) usage += " " + option->get_name() + value_of(*option);
  for (const auto* argument : options_of(app, true)) {
    const auto name = argument->get_name(true) + (argument->get_items_expected_max() > 1 ? "..." : "");
    usage += argument->get_required() ? " " + name : " [" + name + "]";
  }
  return usage;
}

void describe_options(Roff& page, const CLI::App& app) {
  for (const auto* argument : options_of(app, true))
    page.item(argument->get_name(true), argument->get_description());
  for (const auto* option : options_of(app, false)) {
    const auto fallback = option->get_default_str();
    page.item(names_of(*option) + value_of(*option),
              option->get_description() + (fallback.empty() ? "" : " (default: " + fallback + ")"));
  }
}

void describe_commands(Roff& page, const CLI::App& app, const std::string& path) {
  for (const auto* command : commands_of(app)) {
    const auto name = path + command->get_name();
    page.item(name + usage_of(*command), command->get_description());
    page.indent();
    describe_options(page, *command);
    page.outdent();
    describe_commands(page, *command, name + " ");
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// Every place a command line can stand at, with the words that may come next.
void add_places(const CLI::App& app, const std::string& path, const std::vector<std::string>& everywhere,
                std::vector<std::pair<std::string, std::string>>& places) {
  std::vector<std::string> words;
  for (const auto* command : commands_of(app)) words.push_back(command->get_name());
  for (const auto* option : options_of(app, false))
    for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  words.insert(words.end(), everywhere.begin(), everywhere.end());
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  places.emplace_back(path, joined(words));
  for (const auto* command : commands_of(app))
    add_places(*command, path + " " + command->get_name(), everywhere, places);
}

}  // namespace

void describe(Roff& page, const CLI::App& app) {
  const bool has_commands = !commands_of(app).empty();
  page.heading("SYNOPSIS");
  page.example(app.get_name() + " [OPTIONS]" + (has_commands ? " COMMAND" : "") + usage_of(app));
  page.heading("DESCRIPTION");
  page.paragraph(app.get_description());
  page.heading("OPTIONS");
  describe_options(page, app);
  if (!has_commands) return;
  page.heading("COMMANDS");
  describe_commands(page, app, "");
}

std::string bash_completion(const CLI::App& app) {
  std::vector<std::string> everywhere;
  for (const auto* option : options_of(app, false))
    for (const auto& name : option->get_lnames()) everywhere.push_back("--" + name);
  std::vector<std::pair<std::string, std::string>> places;
  add_places(app, "", everywhere, places);

  const auto& name = app.get_name();
  std::string text = "# bash completion of " + name + ", made of its own table of commands\n_" + name +
                     "() {\n  local place=\"\" words=\"\" i\n  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
                     "    case \"$place ${COMP_WORDS[i]}\" in\n      ";
  for (std::size_t i = 1; i < places.size(); ++i)
    text += (i > 1 ? " | " : "") + ('"' + places[i].first + '"');
  text += ") place=\"$place ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n  case \"$place\" in\n";
  for (const auto& [place, words] : places) text += "    \"" + place + "\") words=\"" + words + "\" ;;\n";
  return text + "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n" +
         "complete -o bashdefault -o default -F _" + name + " " + name + "\n";
}

}  // namespace ticketd::cli
