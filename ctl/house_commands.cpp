// backup, verify: the store of a running daemon.
#include "ctl/commands.h"

#include <filesystem>
#include <memory>

namespace ticketd::ctl {

namespace {

constexpr auto patience = std::chrono::hours(2);  // a large store takes its time

int back_up(const std::string& file, const Invocation& invocation) {
  const auto path = std::filesystem::absolute(file).string();  // the daemon may stand in another directory
  return invocation.ask(
      [&](ControlClient daemon) {
        daemon.set_timeout(patience);
        return daemon.post("/api/v1/backup", {{"file", path}});
      },
      [&](const Json&) { invocation.terminal.out << path << '\n'; });
}

int verify(bool sweep, const Invocation& invocation) {
  auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  client->set_timeout(patience);
  auto answer = client->get("/api/v1/verify");
  if (!answer) return invocation.fail(answer.error());
  const bool whole = field(*answer, "whole") == true;
  if (sweep) {
    const auto swept = client->post("/api/v1/sweep", Json::object());
    if (!swept) return invocation.fail(swept.error());
    (*answer)["swept"] = *swept;
  }
  if (invocation.json) {
    invocation.print(*answer);
    return whole ? done : refused;
  }
  for (const auto& problem : field(*answer, "problems")) invocation.terminal.errors << plain(problem) << '\n';
  if (whole) invocation.terminal.out << "whole\n";
  if (sweep)
    invocation.terminal.out << plain(field(*answer, "swept"), "files")
                            << " files that no mail names were removed\n";
  return whole ? done : refused;
}

}  // namespace

void add_house_commands(CLI::App& app, Invocation& invocation) {
  auto* backup = app.add_subcommand("backup", "write a copy of the running store that can be opened as one");
  const auto file = std::make_shared<std::string>();
  backup->add_option("FILE", *file, "must not exist; large mails go to FILE-mails beside it")
      ->required()
      ->check([](const std::string& name) {
        return name.empty() ? std::string("must not be empty") : std::string();
      });
  backup->callback(
      [file, &invocation] { invocation.run = [file, &invocation] { return back_up(*file, invocation); }; });
  auto* check = app.add_subcommand(
      "verify", "whether the store is whole: every row, every mail's bytes, every promise between them");
  const auto sweep = std::make_shared<bool>(false);
  check->add_flag("--sweep", *sweep,
                  "remove files of large mails that no mail names and that are older than an hour");
  check->callback(
      [sweep, &invocation] { invocation.run = [sweep, &invocation] { return verify(*sweep, invocation); }; });
  add_restore(app, invocation);
  add_doctor(app, invocation);
}

}  // namespace ticketd::ctl
