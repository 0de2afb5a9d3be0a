// config check|example, wait: the daemon itself.
#include "config/load.h"
#include "config/schema.h"
#include "config/warnings.h"
#include "core/text.h"
#include "ctl/commands.h"

#include <charconv>
#include <thread>

namespace ticketd::ctl {

namespace {

using std::chrono::steady_clock;

/// {"file": …, "line": 3, "what": …} of each line "FILE:LINE: what".
Json problems_of(std::string_view detail) {
  auto problems = Json::array();
  for (const auto line : core::split_lines(detail)) {
    const auto what = line.find(": ");
    const auto colon = line.rfind(':', what == std::string_view::npos ? what : what - 1);
    int number = 0;
    if (what != std::string_view::npos && colon != std::string_view::npos)
      std::from_chars(line.data() + colon + 1, line.data() + what, number);
    if (number > 0)
      problems.push_back(
          {{"file", line.substr(0, colon)}, {"line", number}, {"what", line.substr(what + 2)}});
    else
      problems.push_back({{"file", nullptr}, {"line", nullptr}, {"what", line}});
  }
  return problems;
}

int check_config(const std::string& file, const Invocation& invocation) {
  const auto checked = config::check(file);
  if (!checked && invocation.json) {
    invocation.print({{"ok", false}, {"errors", problems_of(checked.error().detail)}});
    return bad_configuration;
  }
  if (!checked) {
    invocation.terminal.errors << checked.error().detail << '\n';  // "FILE:LINE: what", for editors too
    return bad_configuration;
  }
  const auto warnings = config::warnings(file);
  if (invocation.json) {
    invocation.print({{"ok", true}, {"warnings", problems_of(warnings)}});
    return done;
  }
  if (!warnings.empty()) invocation.terminal.errors << warnings << '\n';
  invocation.terminal.out << file << ": ok\n";
  return done;
}

void add_config(CLI::App& app, Invocation& invocation) {
  auto* config = app.add_subcommand("config", "the configuration files");
  config->require_subcommand(1);
  auto* check = config->add_subcommand("check", "read ticketd.toml and its desk, and tell all that is wrong");
  auto file = std::make_shared<std::string>();
  check->add_option("FILE", *file, "default: that of --config");
  check->callback([file, &invocation] {
    invocation.run = [file, &invocation] {
      return check_config(file->empty() ? invocation.config : *file, invocation);
    };
  });
  config->add_subcommand("example", "print every key with its default")->callback([&invocation] {
    invocation.run = [&invocation] {
      invocation.terminal.out << config::example(config::server_schema());
      return done;
    };
  });
}

/// One question; true when there is nothing left to wait for.
Result<bool> is_over(const Invocation& invocation, bool idle) {
  auto client = invocation.daemon();
  if (!client) return fail(client);
  client->set_timeout(std::chrono::seconds(5));
  const auto answer = client->get(idle ? "/api/v1/idle" : "/readyz");
  if (!answer) return fail(answer);
  return !idle || field(*answer, "idle") == true;
}

int wait(const Invocation& invocation, bool idle, double seconds) {
  constexpr auto pause = std::chrono::milliseconds(50);
  const auto deadline = steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(
                                                  std::chrono::duration<double>(seconds));
  for (;;) {
    const auto over = is_over(invocation, idle);
    if (over && *over) break;
    if (!over && over.error().kind == core::ErrorKind::bad_config) return invocation.fail(over.error());
    if (steady_clock::now() + pause > deadline)
      return invocation.fail(over ? core::Error(core::ErrorKind::overloaded, "still busy") : over.error());
    std::this_thread::sleep_for(
        pause);  // a person at a terminal, or a script: nobody else waits for this thread
  }
  if (invocation.json) invocation.print({{"idle", idle}});
  return done;
}

void add_wait(CLI::App& app, Invocation& invocation) {
  struct Patience {
    bool idle = false;
    double seconds = 60;
  };
  auto* command = app.add_subcommand("wait", "until the daemon is ready");
  auto given = std::make_shared<Patience>();
  command->add_flag("--idle", given->idle,
                    "until every accepted mail is processed and every due mail of ours was tried");
  command->add_option("--timeout", given->seconds, "seconds")
      ->check(CLI::Range(0.0, 86'400.0))
      ->capture_default_str();
  command->callback([given, &invocation] {
    invocation.run = [given, &invocation] { return wait(invocation, given->idle, given->seconds); };
  });
}

}  // namespace

void add_daemon_commands(CLI::App& app, Invocation& invocation) {
  add_config(app, invocation);
  add_wait(app, invocation);
}

}  // namespace ticketd::ctl
