// ticketctl: the operator's commands. Each command registers itself below and returns its exit code.
#include "ctl/parse_command.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

namespace {

using ticketd::ctl::ParseCommand;

struct Invocation {
  bool json = false;
  std::function<int()> run;  // of the command that was named
};

void add_parse(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("parse", "show what the parser sees in each mail; needs no daemon");
  auto given = std::make_shared<ParseCommand>();
  auto mailbox = std::make_shared<std::string>();
  command->add_option("--mailbox", *mailbox, "the support address that the mails were sent to");
  command->add_option("FILE", given->files, "mails to read")->required();
  command->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      given->json = invocation.json;
      return run_parse(*given, std::cout, std::cerr);
    };
  });
}

/// One row per command; a new command is a new row.
constexpr void (*commands[])(CLI::App&, Invocation&) = {
    add_parse,
};

}  // namespace

int main(int argc, char** argv) {
  constexpr int bad_usage = 2;
  std::ios::sync_with_stdio(false);
  CLI::App app{"ticketctl: talks to ticketd, and reads mails without it", "ticketctl"};
  Invocation invocation;
  app.add_flag("--json", invocation.json, "print one JSON document, or one object per line for lists");
  app.require_subcommand(1);
  app.fallthrough();
  for (const auto add : commands) add(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : bad_usage;
  }
  return invocation.run();
}
