// ticketd: a help desk that lives in the mail. Arguments and exit codes; everything else is the App.
#include "config/load.h"
#include "daemon/app.h"
#include "daemon/log.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace {

constexpr int bad_configuration = 78, cannot_start = 70;

int exit_code_of(const ticketd::core::Error& error) {
  return error.kind == ticketd::core::ErrorKind::bad_config ? bad_configuration : cannot_start;
}

int serve(const std::filesystem::path& file, bool only_check) {
  if (only_check) {
    const auto checked = ticketd::config::check(file);
    if (checked) return EXIT_SUCCESS;
    std::cerr << checked.error().detail << '\n';
    return exit_code_of(checked.error());
  }
  auto config = ticketd::config::load_server(file);
  if (!config) {
    std::cerr << config.error().detail << '\n';
    return exit_code_of(config.error());
  }
  ticketd::daemon::start_logging(config->log.level, config->log.format);
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
  auto app = ticketd::daemon::App::start(std::move(*config), file, ticketd::daemon::Clock(offset));
  if (!app) {
    std::cerr << app.error().detail << '\n';
    return exit_code_of(app.error());
  }
  return (*app)->run();
}

/// Each session takes a descriptor, and its mail perhaps another; many systems begin with 1024.
void raise_descriptor_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &files);  // what was allowed before is still allowed
}

}  // namespace

int main(int argc, char** argv) {
  std::string file = "/etc/ticketd/ticketd.toml";
  bool check = false;
  CLI::App arguments("ticketd: a help desk that lives in the mail");
  arguments.add_option("--config", file, "the configuration file")->capture_default_str();
  arguments.add_flag("--check", check, "check the configuration and end: exit 0 or 78");
  try {
    arguments.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return arguments.exit(error) == 0 ? EXIT_SUCCESS : 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  try {
    return serve(std::filesystem::absolute(file), check);
  } catch (const std::exception& bug) {
    std::cerr << "ticketd: " << bug.what() << '\n';
    return cannot_start;
  }
}
