// desk apply|show|diff.
#include "config/load.h"
#include "ctl/commands.h"
#include "ctl/line_diff.h"

#include <filesystem>

namespace ticketd::ctl {

namespace {

/// The daemon may stand in another directory: relative paths in the desk start where the file is here.
Result<Json> desk_body(const std::string& file, const Invocation& invocation) {
  const auto text = read_file(file, invocation);
  if (!text) return fail(text);
  return Json{{"text", *text},
              {"file", file == "-" ? std::string("desk.toml") : std::filesystem::absolute(file).string()}};
}

/// `reassign`: "kim=lee" gives lee the tickets of kim, who left; "kim=" leaves them to nobody.
int apply_desk(const std::string& file, const std::vector<std::string>& reassign,
               const Invocation& invocation) {
  auto body = desk_body(file, invocation);
  if (!body) return invocation.fail(body.error());
  for (const auto& pair : reassign) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return invocation.fail({core::ErrorKind::policy,
                              "--reassign takes AGENT=AGENT, or AGENT= for nobody, not \"" + pair + '"'});
    (*body)["reassign"][pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return invocation.ask([&](const ControlClient& daemon) { return daemon.post("/api/v1/desk", *body); },
                        [&](const Json&) { invocation.terminal.out << "applied\n"; });
}

int show_desk(const Invocation& invocation) {
  return invocation.ask([](const ControlClient& daemon) { return daemon.get("/api/v1/desk"); },
                        [&](const Json& desk) { invocation.terminal.out << plain(desk, "text"); });
}

/// What `desk apply FILE` would change; without FILE, the desk that ticketd.toml names.
int diff_desk(std::string file, const Invocation& invocation) {
  if (file.empty()) {
    const auto config = config::load_server(invocation.config);
    if (!config) return invocation.fail(config.error());
    file = config->server.desk.string();
  }
  const auto text = read_file(file, invocation);
  if (!text) return invocation.fail(text.error());
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const auto desk = client->get("/api/v1/desk");
  if (!desk) return invocation.fail(desk.error());
  const auto changes = line_diff(plain(*desk, "text"), *text);
  if (invocation.json)
    invocation.print({{"same", changes.empty()}, {"diff", changes}});
  else
    invocation.terminal.out << changes;
  return done;
}

void add_desk(CLI::App& app, Invocation& invocation) {
  auto* desk = app.add_subcommand("desk", "mailboxes, groups, agents and rules");
  desk->require_subcommand(1);
  auto file = std::make_shared<std::string>();
  auto* apply_command = desk->add_subcommand("apply", "put FILE in place of the desk, as a whole");
  apply_command->add_option("FILE", *file, "desk.toml; - reads standard input")->required();
  auto reassign = std::make_shared<std::vector<std::string>>();
  apply_command->add_option("--reassign", *reassign,
                            "AGENT=AGENT: who takes the tickets of an agent who left");
  apply_command->callback([file, reassign, &invocation] {
    invocation.run = [file, reassign, &invocation] { return apply_desk(*file, *reassign, invocation); };
  });
  desk->add_subcommand("show", "print the desk that holds now")->callback([&invocation] {
    invocation.run = [&invocation] { return show_desk(invocation); };
  });
  auto* diff_command = desk->add_subcommand("diff", "what apply FILE would change");
  diff_command->add_option("FILE", *file, "default: the desk that ticketd.toml names");
  diff_command->callback(
      [file, &invocation] { invocation.run = [file, &invocation] { return diff_desk(*file, invocation); }; });
}

}  // namespace

void add_desk_commands(CLI::App& app, Invocation& invocation) { add_desk(app, invocation); }

}  // namespace ticketd::ctl
