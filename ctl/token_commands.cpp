// token create|list|revoke: programs that may speak to the API.
#include "ctl/commands.h"

#include <memory>

namespace ticketd::ctl {

namespace {

int list_tokens(const Invocation& invocation) {
  const auto row = [](const Json& token) {
    return Row{plain(token, "name"), plain(token, "scope"), plain(token, "agent"), plain(token, "created_at"),
               plain(token, "last_used")};
  };
  return invocation.list("/api/v1/tokens", "tokens", {"NAME", "SCOPE", "AGENT", "CREATED", "LAST USED"}, row);
}

}  // namespace

void add_token_commands(CLI::App& app, Invocation& invocation) {
  struct Given {
    std::string name, scope, agent;
  };
  auto* token = app.add_subcommand("token", "programs that may speak to the API");
  token->require_subcommand(1);
  const auto given = std::make_shared<Given>();
  auto* create = token->add_subcommand("create", "print a new token, once");
  create->add_option("NAME", given->name, "what it is for")->required();
  create->add_option("--scope", given->scope, "read, write or admin")
      ->required()
      ->check(CLI::IsMember({"read", "write", "admin"}));
  create->add_option("--agent", given->agent, "it acts as this agent and nobody else");
  create->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      Json body{{"name", given->name}, {"scope", given->scope}};
      if (!given->agent.empty()) body["agent"] = given->agent;
      return invocation.ask(
          [&](const ControlClient& daemon) { return daemon.post("/api/v1/tokens", body); },
          [&](const Json& made) { invocation.terminal.out << plain(made, "token") << '\n'; });
    };
  });
  token->add_subcommand("list", "who has one, and when it was used last")->callback([&invocation] {
    invocation.run = [&invocation] { return list_tokens(invocation); };
  });
  auto* revoke = token->add_subcommand("revoke", "it opens nothing from now on");
  revoke->add_option("NAME", given->name, "as in token list")->required();
  revoke->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      const auto target = "/api/v1/tokens/" + percent_encoded(given->name) + "/revoke";
      return invocation.ask([&](const ControlClient& daemon) { return daemon.post(target, Json::object()); },
                            [&](const Json&) { invocation.terminal.out << given->name << " revoked\n"; });
    };
  });
}

}  // namespace ticketd::ctl
