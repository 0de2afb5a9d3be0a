// Reads the command line of a program, and says of a word that it does not know which one is near.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace ticketd::cli {

constexpr int bad_usage = 2;

/// Where the program is to end at once: with which exit code. --help and --version are answered on `out`;
/// where a command is missing, `errors` gets the list of them.
[[nodiscard]] std::optional<int> read_arguments(CLI::App& app, int argc, const char* const* argv,
                                                std::ostream& out, std::ostream& errors);

/// The command of `app` that these words name: {"ticket", "list"}; none where one is unknown, which is said.
[[nodiscard]] const CLI::App* find_command(const CLI::App& app, const std::vector<std::string>& words,
                                           std::ostream& errors);

/// How it is used, under its whole name.
[[nodiscard]] std::string help_of(const CLI::App& command);

}  // namespace ticketd::cli
