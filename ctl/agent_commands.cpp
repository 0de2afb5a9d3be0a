// agent list|away|back|set-availability.
#include "ctl/commands.h"

#include <memory>

namespace ticketd::ctl {

namespace {

/// "yes", "away", "away until 2026-12-24T00:00:00Z", "after hours"
std::string presence(const Json& agent) {
  if (field(agent, "available") != true) {
    const auto until = plain(agent, "away_until");
    return until.empty() ? "away" : "away until " + until;
  }
  return field(agent, "at_work") == true ? "yes" : "after hours";
}

/// "3", "3 of 10"
std::string load(const Json& agent) {
  const auto most = plain(agent, "max_open");
  return plain(agent, "open_tickets") + (most.empty() ? "" : " of " + most);
}

int list_agents(const Invocation& invocation) {
  const auto row = [](const Json& agent) {
    return Row{plain(agent, "name"), plain(agent, "display_name"),
               plain(agent, "role"), joined(field(agent, "groups")),
               presence(agent),      load(agent)};
  };
  return invocation.list("/api/v1/agents", "agents",
                         {"NAME", "SHOWN AS", "ROLE", "GROUPS", "AVAILABLE", "OPEN"}, row);
}

struct Availability {
  std::string name, word, until;
};
using AvailabilityPointer = std::shared_ptr<Availability>;

int set_availability(const Availability& given, bool available, const Invocation& invocation) {
  const auto target = "/api/v1/agents/" + percent_encoded(given.name) + "/availability";
  Json body{{"available", available}};
  if (!given.until.empty()) body["until"] = given.until;
  return invocation.ask([&](const ControlClient& daemon) { return daemon.post(target, body); },
                        [&](const Json& now) {
                          const auto until = plain(now, "until");
                          invocation.terminal.out << given.name << (available ? " is there" : " is away")
                                                  << (until.empty() ? "" : " until " + until) << '\n';
                        });
}

AvailabilityPointer takes_agent(CLI::App& command) {
  auto given = std::make_shared<Availability>();
  command.add_option("NAME", given->name, "as in the desk")->required();
  return given;
}

}  // namespace

void add_agent_commands(CLI::App& app, Invocation& invocation) {
  auto* agent = app.add_subcommand("agent", "people who answer");
  agent->require_subcommand(1);
  agent->add_subcommand("list", "who answers, and who takes new tickets now")->callback([&invocation] {
    invocation.run = [&invocation] { return list_agents(invocation); };
  });

  auto* away = agent->add_subcommand("away", "no new tickets are given to an agent");
  const auto leaving = takes_agent(*away);
  away->add_option("--until", leaving->until, "3d, or a date; else until `agent back`");
  away->callback([leaving, &invocation] {
    invocation.run = [leaving, &invocation] { return set_availability(*leaving, false, invocation); };
  });

  auto* back = agent->add_subcommand("back", "an agent who was away takes new tickets again");
  const auto returning = takes_agent(*back);
  back->callback([returning, &invocation] {
    invocation.run = [returning, &invocation] { return set_availability(*returning, true, invocation); };
  });

  auto* either = agent->add_subcommand("set-availability", "back with on, away with off");
  const auto given = takes_agent(*either);
  either->add_option("on|off", given->word, "on or off")->required()->check(CLI::IsMember({"on", "off"}));
  either->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      return set_availability(*given, given->word == "on", invocation);
    };
  });
}

}  // namespace ticketd::ctl
