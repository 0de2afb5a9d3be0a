#include "cli/arguments.h"
#include "config/load.h"
#include "core/text.h"
#include "core/version.h"
#include "ctl/commands.h"
#include "ctl/manual.h"
#include "ctl/parse_command.h"

namespace ticketd::ctl {

namespace {

/// One row per group of commands.
constexpr void (*command_groups[])(CLI::App&, Invocation&) = {
    add_parse,
    add_ingest,
    add_mail_commands,
    add_ticket_commands,
    add_contact_commands,
    add_queue_commands,
    add_address_commands,
    add_desk_commands,
    add_agent_commands,
    add_token_commands,
    add_daemon_commands,
    add_house_commands,
    add_mailbox_commands,
    add_survey,
    add_rule_commands,
    add_person_commands,
    add_status,
    add_log,
    add_help,
};

/// Empty where there is no configuration to ask: reading mails needs none.
std::string default_charset_of(const std::string& mailbox, const std::filesystem::path& config_file) {
  const auto server = config::load_server(config_file);
  if (!server || server->server.desk.empty()) return {};
  const auto desk = config::load_desk(server->server.desk);
  if (!desk) return {};
  for (const auto& known : desk->mailboxes)
    if (core::equal_ignoring_case(known.address.address, mailbox)) return known.default_charset;
  return {};
}

/// An answer that nobody got was not given, however well the rest went.
int once_written(int code, const Terminal& terminal) {
  if (terminal.out.flush()) return code;
  terminal.errors << "ticketctl: the output could not be written\n";
  return code == done ? try_again : code;
}

}  // namespace

void add_parse(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("parse", "show what the parser sees in each mail; needs no daemon");
  auto given = std::make_shared<ParseCommand>();
  auto mailbox = std::make_shared<std::string>();
  command->add_option("--mailbox", *mailbox, "the support address that the mails were sent to");
  command->add_option("FILE", given->files, "mails to read")->required();
  command->callback([given, mailbox, &invocation] {
    invocation.run = [given, mailbox, &invocation] {
      given->json = invocation.json;
      if (!mailbox->empty()) given->default_charset = default_charset_of(*mailbox, invocation.config);
      return run_parse(*given, invocation.terminal.out, invocation.terminal.errors);
    };
  });
}

void add_help(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("help", "how a command is used; without one, which there are");
  const auto words = std::make_shared<std::vector<std::string>>();
  command->add_option("COMMAND", *words, "such as: ticket reply");
  command->callback([words, &app, &invocation] {
    invocation.run = [words, &app, &invocation]() -> int {
      const auto* asked = cli::find_command(app, *words, invocation.terminal.errors);
      if (!asked) return bad_usage;
      invocation.terminal.out << cli::help_of(*asked);
      return done;
    };
  });
}

namespace {

int run_command(int argc, const char* const* argv, Terminal terminal) {
  CLI::App app{"ticketctl: talks to ticketd, and reads mails without it", "ticketctl"};
  Invocation invocation{.terminal = terminal, .url = {}, .token_file = {}, .run = {}};
  app.add_flag("--json", invocation.json, "print one JSON document, or one object per line for lists");
  app.add_option("--config", invocation.config, "ticketd.toml of the daemon to talk to")
      ->capture_default_str();
  auto* url = app.add_option("--url", invocation.url, "http://HOST[:PORT] of the daemon's API")
                  ->check([](const std::string& given) {
                    const auto server = parse_url(given);
                    return server ? std::string{} : server.error().detail;
                  });
  app.add_option("--token-file", invocation.token_file, "holds the token for --url")->needs(url);
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", "ticketctl " + std::string(core::version()));
  for (const auto add : command_groups) add(app, invocation);
  if (argc == 3 && std::string_view(argv[1]) == "--manual") {  // asked by the build
    const auto page = manual_page(argv[2], app);
    terminal.out << page.value_or("");
    return page ? done : bad_usage;
  }
  if (const auto ended = cli::read_arguments(app, argc, argv, terminal.out, terminal.errors)) return *ended;
  return invocation.run();
}

}  // namespace

int run_ticketctl(int argc, const char* const* argv, Terminal terminal) {
  return once_written(run_command(argc, argv, terminal), terminal);
}

}  // namespace ticketd::ctl
