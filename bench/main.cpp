// ticketd-bench: measurements, each a sub-command with its own file.
#include "bench/parse_bench.h"

#include <CLI/CLI.hpp>

#include <functional>

int main(int argc, char** argv) {
  CLI::App app{"ticketd-bench: how fast ticketd does its work on this machine", "ticketd-bench"};
  app.require_subcommand(1);
  std::function<int()> run;

  ticketd::bench::ParseBench parse;
  auto* command =
      app.add_subcommand("parse", "read mails from memory on one thread, beside GMime where it is built in");
  command->add_option("DIR", parse.folders, "folders with mails")->required()->check(CLI::ExistingDirectory);
  command->add_option("--seconds", parse.seconds, "how long to measure each reader")->capture_default_str();
  command->callback([&] { run = [&] { return ticketd::bench::run_parse_bench(parse); }; });

  CLI11_PARSE(app, argc, argv);
  return run();
}
