// ticketd-bench: measurements, each a sub-command with its own file.
#include "bench/imap_bench.h"
#include "bench/out_bench.h"
#include "bench/parse_bench.h"
#include "bench/rules_bench.h"
#include "bench/search_bench.h"
#include "bench/smtp_bench.h"
#include "bench/store_bench.h"
#include "cli/arguments.h"
#include "cli/manual.h"
#include "core/version.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

int main(int argc, char** argv) {
  CLI::App app{"ticketd-bench: how fast ticketd does its work on this machine", "ticketd-bench"};
  app.require_subcommand(1);
  std::function<int()> run;

  ticketd::bench::ParseBench parse;
  auto* command =
      app.add_subcommand("parse", "read mails from memory on one thread, beside GMime where it is built in");
  command->add_option("DIR", parse.folders, "folders with mails")->required()->check(CLI::ExistingDirectory);
  command->add_option("--seconds", parse.seconds, "how long to measure each reader")->capture_default_str();
  command->add_flag("--every-file", parse.every_file, "also files that do not begin with header fields");
  command->callback([&] { run = [&] { return ticketd::bench::run_parse_bench(parse); }; });

  ticketd::bench::SmtpBench smtp;
  command = app.add_subcommand("smtp", "hand mails to an SMTP server and measure how it accepts them");
  command->add_option("--host", smtp.target.host, "of the server")->capture_default_str();
  command->add_option("--port", smtp.target.port, "of the server")->capture_default_str();
  command->add_option("--to", smtp.target.recipient, "the one recipient")->capture_default_str();
  command->add_option("--sessions", smtp.sessions, "how many at once")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_option("--mails", smtp.mails, "how many in all")->capture_default_str();
  command->add_option("--size", smtp.size, "octets of each mail")->capture_default_str();
  command->add_flag("--reconnect", smtp.target.reconnect, "a new connection for each mail");
  command->add_option("--control", smtp.control,
                      "ticketd's control socket: also measure until every mail was processed");
  command->add_option("--maildir", smtp.maildir,
                      "the folder `new` of a Maildir: also measure until every mail was delivered there");
  command->add_flag(
      "--mix", smtp.mix,
      "mails as they come: 2 to 60 KB, pages, files, and every other one answers an earlier one");
  command->add_option("--ahead", smtp.ahead,
                      "hand in the next mail when fewer accepted ones than this are unfinished");
  command->add_option("--rate", smtp.rate, "hand in so many mails a second, however long each takes")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--arrivals", smtp.arrivals,
                   "the folder `new` of a Maildir where mails that name their subject come out: also measure "
                   "how long each takes until there, counted from when it was due")
      ->check(CLI::ExistingDirectory);
  command->add_flag("--json", smtp.json, "one JSON object");
  command->callback([&] { run = [&] { return ticketd::bench::run_smtp_bench(smtp); }; });

  ticketd::bench::ImapBench imap;
  command = app.add_subcommand(
      "imap", "have a running ticketd import a full mailbox (scripts/bench-imap prepares all)");
  command->add_option("--control", imap.control, "ticketd's control socket")->required();
  command->add_option("--mailbox", imap.mailbox, "its name in the desk")->capture_default_str();
  command->add_flag("--processed", imap.processed, "also measure until every mail was processed");
  command->add_flag("--json", imap.json, "one JSON object");
  command->callback([&] { run = [&] { return ticketd::bench::run_imap_bench(imap); }; });

  ticketd::bench::RulesBench rules;
  command = app.add_subcommand("rules", "try the rules of a desk on a mail, on one thread");
  command->add_option("--rules", rules.rules, "how many rules the desk has")->capture_default_str();
  command->add_option("--seconds", rules.seconds, "how long to measure")->capture_default_str();
  command->callback([&] { run = [&] { return ticketd::bench::run_rules_bench(rules); }; });

  ticketd::bench::StoreBench store;
  command = app.add_subcommand("store", "hand mails to the store alone, as many sessions at once would");
  command->add_option("DIR", store.folder, "an empty folder on the disk to be measured")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--mails", store.mails, "how many in all")->capture_default_str();
  command->add_option("--waiting", store.waiting, "how many wait for their commit at once")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_option("--size", store.size, "octets of each mail")->capture_default_str();
  command->callback([&] { run = [&] { return ticketd::bench::run_store_bench(store); }; });

  ticketd::bench::SearchBench search;
  command = app.add_subcommand("search", "fill a store with entries, and ask it for words");
  command->add_option("DIR", search.folder, "an empty folder")->required()->check(CLI::ExistingDirectory);
  command->add_option("--entries", search.entries, "how many")->capture_default_str();
  command->add_option("--words", search.words, "of each entry")->capture_default_str();
  command->callback([&] { run = [&] { return ticketd::bench::run_search_bench(search); }; });

  ticketd::bench::OutBench out;
  command = app.add_subcommand("out", "queue letters in a ticketd that is not running, for it to send");
  command->add_option("STATE_DIR", out.state_dir, "its state_dir");
  command->add_option("--letters", out.letters, "how many")->capture_default_str();
  command->add_option("--from", out.from, "address of its mailbox")->capture_default_str();
  command->add_option("--domain", out.domain, "of the recipients")->capture_default_str();
  command->add_flag("--print", out.print_one, "one of the letters as bytes instead");
  command->callback([&] { run = [&] { return ticketd::bench::run_out_bench(out); }; });

  app.set_version_flag("--version", "ticketd-bench " + std::string(ticketd::core::version()));
  if (argc == 3 && std::string_view(argv[1]) == "--manual") {  // asked by the build
    ticketd::cli::Roff page("ticketd-bench", "1", "how fast ticketd does its work on this machine");
    ticketd::cli::describe(page, app);
    page.heading("SEE ALSO");
    page.paragraph("ticketd(8), /usr/share/doc/ticketd/docs/BENCHMARKS.md");
    std::cout << page.text();
    return EXIT_SUCCESS;
  }
  if (const auto ended = ticketd::cli::read_arguments(app, argc, argv, std::cout, std::cerr)) return *ended;
  return run();
}
