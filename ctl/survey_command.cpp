// survey: what customers said of the work, in all and of each agent.
#include "ctl/commands.h"
#include "ctl/control_client.h"
#include "ctl/table.h"

namespace ticketd::ctl {

namespace {

Row row_of(const std::string& who, const Json& sheet) {
  Row row{who, plain(sheet, "asked"), plain(sheet, "answered"), plain(sheet, "average")};
  for (const char* score : {"5", "4", "3", "2", "1"}) row.push_back(plain(field(sheet, "scores"), score));
  return row;
}

void show(std::ostream& out, const Json& summary) {
  std::vector<Row> rows;
  for (const auto& agent : field(summary, "agents")) rows.push_back(row_of(plain(agent, "agent"), agent));
  rows.push_back(row_of("(all)", summary));
  print_table(out, {"AGENT", "ASKED", "ANSWERED", "AVERAGE", "5", "4", "3", "2", "1"}, rows);
}

}  // namespace

void add_survey(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("survey", "what customers said of the work, of each agent");
  command->callback([&invocation] {
    invocation.run = [&invocation] {
      return invocation.ask([](const ControlClient& daemon) { return daemon.get("/api/v1/survey"); },
                            [&](const Json& answer) { show(invocation.terminal.out, answer); });
    };
  });
}

}  // namespace ticketd::ctl
