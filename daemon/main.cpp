// ticketd: a help desk that lives in the mail. Arguments and exit codes; everything else is the App.
#include "cli/arguments.h"
#include "cli/manual.h"
#include "config/load.h"
#include "config/warnings.h"
#include "core/version.h"
#include "daemon/app.h"
#include "daemon/log.h"

#include <CLI/CLI.hpp>
#include <malloc.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace {

constexpr int bad_configuration = 78, cannot_start = 70;

int exit_code_of(const ticketd::core::Error& error) {
  return error.kind == ticketd::core::ErrorKind::bad_config ? bad_configuration : cannot_start;
}

int serve(const std::filesystem::path& file, bool only_check, bool rehearse) {
  if (only_check) {
    const auto checked = ticketd::config::check(file);
    const auto said = checked ? ticketd::config::warnings(file) : checked.error().detail;
    if (!said.empty()) std::cerr << said << '\n';
    return checked ? EXIT_SUCCESS : exit_code_of(checked.error());
  }
  auto config = ticketd::config::load_server(file);
  if (!config) {
    std::cerr << config.error().detail << '\n';
    return exit_code_of(config.error());
  }
  auto events = ticketd::daemon::start_logging(config->log.level, config->log.format);
  std::chrono::milliseconds offset{};
  if (const char* text = std::getenv("TICKETD_CLOCK_OFFSET")) {
    const auto parsed = ticketd::daemon::parse_clock_offset(text);
    if (!parsed) {
      std::cerr << parsed.error().detail << '\n';
      return exit_code_of(parsed.error());
    }
    offset = *parsed;
    spdlog::warn("clock.shifted offset={}", text);
  }
  auto app = ticketd::daemon::App::start(std::move(*config), file, ticketd::daemon::Clock(offset),
                                         std::move(events), rehearse);
  if (!app) {
    std::cerr << app.error().detail << '\n';
    return exit_code_of(app.error());
  }
  return (*app)->run();
}

/// The allocator keeps blocks as large as any that was ever freed, in an arena of each thread: after a few
/// mails of many megabytes all of us would be that large for ever.
void give_large_blocks_back() {
  constexpr int large = 1 << 20;
  (void)::mallopt(M_MMAP_THRESHOLD, large);
}

/// Mails pass from thread to thread, and each arena keeps what was freed in it: with one for every thread a
/// flood of large mails took 10 MiB more. Two were so few that threads waited for each other.
void share_arenas() {
  constexpr int arenas = 4;
  (void)::mallopt(M_ARENA_MAX, arenas);
}

/// Each session takes a descriptor, and its mail perhaps another; many systems begin with 1024.
void raise_descriptor_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &files);  // what was allowed before is still allowed
}

struct Arguments {
  std::string file = "/etc/ticketd/ticketd.toml";
  bool check = false, rehearse = false;
};

void add_arguments(CLI::App& app, Arguments& given) {
  app.add_option("--config", given.file, "the configuration file")->capture_default_str();
  app.add_flag("--check", given.check, "check the configuration and end: exit 0 or 78");
  app.add_flag(
      "--rehearse", given.rehearse,
      "serve the control socket and nothing else: no mail comes in, is worked on or goes out; it ends "
      "with whoever started it");
  app.set_version_flag("--version", "ticketd " + std::string(ticketd::core::version()));
}

std::string manual(const CLI::App& app) {
  ticketd::cli::Roff page("ticketd", "8", "help desk that lives in the mail");
  ticketd::cli::describe(page, app);
  page.paragraph(
      "It runs in the foreground and logs to standard error. One line \"ready\" names the addresses it "
      "listens on "
      "once it can serve.");
  page.heading("SIGNALS");
  page.item("SIGTERM, SIGINT",
            "End cleanly within 30 seconds: what is under way is finished, peers are told to come again.");
  page.item("SIGHUP",
            "Read both configuration files again. No connection is lost. All of it holds, or all stays as it "
            "was; keys that take a restart are named in the log (restart_needed).");
  page.heading("EXIT STATUS");
  page.item("0", "Ended as it was asked to.");
  page.item("70", "It cannot start or go on: the log says why. Starting it again may help.");
  page.item("78", "The configuration is wrong; each line on standard error is FILE:LINE: what.");
  page.heading("FILES");
  page.item("/etc/ticketd/ticketd.toml, /etc/ticketd/desk.toml", "The configuration.");
  page.item("/etc/ticketd/secrets",
            "Passwords, each in a file of root's own; the service shows them to the daemon alone.");
  page.item("/var/lib/ticketd", "The database, larger mails, control.sock.");
  page.heading("SEE ALSO");
  page.paragraph("ticketctl(1), ticketd.toml(5), desk.toml(5), /usr/share/doc/ticketd/docs/operations.md");
  return page.text();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "ticketd takes mail in by SMTP, LMTP or IMAP, makes tickets of it, and sends the agents' answers.",
      "ticketd");
  Arguments given;
  add_arguments(app, given);
  if (argc == 3 && std::string_view(argv[1]) == "--manual") {  // asked by the build
    std::cout << manual(app);
    return EXIT_SUCCESS;
  }
  if (const auto ended = ticketd::cli::read_arguments(app, argc, argv, std::cout, std::cerr)) return *ended;
  std::signal(SIGPIPE, SIG_IGN);
  give_large_blocks_back();
  share_arenas();
  raise_descriptor_limit();
  if (given.rehearse) ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // nobody else would end it
  try {
    return serve(std::filesystem::absolute(given.file), given.check, given.rehearse);
  } catch (const std::exception& bug) {
    std::cerr << "ticketd: " << bug.what() << '\n';
    return cannot_start;
  }
}
