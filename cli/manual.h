// The commands and options of a program, from the table that --help is made of: as sections of its manual
// page, and as its completion for bash.
#pragma once

#include "cli/roff.h"

#include <CLI/CLI.hpp>

#include <string>

namespace ticketd::cli {

/// SYNOPSIS, and OPTIONS and COMMANDS where there are some.
void describe(Roff& page, const CLI::App& app);

[[nodiscard]] std::string bash_completion(const CLI::App& app);

}  // namespace ticketd::cli
