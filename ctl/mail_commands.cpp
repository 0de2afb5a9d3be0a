// explain, quarantine: mails that came in.
#include "core/message_id.h"
#include "ctl/commands.h"
#include "ctl/table.h"

#include <filesystem>

namespace ticketd::ctl {

namespace {

std::string with_mailbox(std::string target, const std::string& mailbox) {
  return mailbox.empty() ? target : target + "?mailbox=" + percent_encoded(mailbox);
}

void print_trace(std::ostream& out, const Json& trace) {
  const auto& result = field(trace, "result");
  out << "message-id " << printable(plain(trace, "message_id")) << '\n';
  std::vector<Row> rows;
  for (const auto& step : field(trace, "steps"))
    rows.push_back({"  " + plain(step, "rule"), plain(step, "answer"), plain(step, "detail")});
  print_table(out, {"  RULE", "ANSWER", "DETAIL"}, rows);
  out << "=> " << plain(result, "place");
  if (!field(result, "ticket").is_null()) out << ", ticket " << plain(result, "ticket");
  if (!field(result, "entry").is_null()) out << ", entry " << plain(result, "entry");
  out << ", author is " << plain(result, "role") << " (" << plain(result, "trust") << ")\n";
}

/// A file is run dry; anything else is the Message-ID of a mail that came in.
Result<Json> explain(const ControlClient& daemon, const std::string& what, const std::string& mailbox,
                     const Invocation& invocation) {
  std::error_code none;
  if (what != "-" && !std::filesystem::is_regular_file(what, none))
    return daemon.get("/api/v1/explain/" + percent_encoded(core::bare_message_id(what)));
  const auto mail = read_file(what, invocation);
  if (!mail) return fail(mail);
  return daemon.post_mail(with_mailbox("/api/v1/explain", mailbox), *mail);
}

void add_explain(CLI::App& app, Invocation& invocation) {
  auto* command =
      app.add_subcommand("explain", "tell why a mail landed where it did; with a file, where it would");
  auto what = std::make_shared<std::string>();
  auto mailbox = std::make_shared<std::string>();
  command->add_option("MESSAGE-ID|FILE", *what, "a mail that came in, or a file for a dry run")->required();
  command->add_option("--mailbox", *mailbox, "of a dry run: name of the mailbox that the file came to");
  command->callback([what, mailbox, &invocation] {
    invocation.run = [what, mailbox, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) { return explain(daemon, *what, *mailbox, invocation); },
          [&](const Json& trace) { print_trace(invocation.terminal.out, trace); });
    };
  });
}

int list_quarantine(const Invocation& invocation) {
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const auto answer = client->get("/api/v1/quarantine");
  if (!answer) return invocation.fail(answer.error());
  std::vector<Row> rows;
  for (const auto& mail : field(*answer, "quarantine")) {
    if (invocation.json) invocation.print(mail);
    rows.push_back({plain(mail, "id"), plain(mail, "received_at"), plain(mail, "reason"), plain(mail, "from"),
                    plain(mail, "subject")});
  }
  if (!invocation.json)
    print_table(invocation.terminal.out, {"ID", "RECEIVED", "REASON", "FROM", "SUBJECT"}, rows);
  return done;
}

/// show, release, delete: one mail by its number.
void add_quarantine_action(CLI::App& quarantine, Invocation& invocation, const std::string& name,
                           const std::string& help) {
  auto* command = quarantine.add_subcommand(name, help);
  auto id = std::make_shared<std::int64_t>();
  command->add_option("ID", *id, "as in quarantine list")->required();
  command->callback([name, id, &invocation] {
    invocation.run = [name, id, &invocation] {
      const auto path = "/api/v1/quarantine/" + std::to_string(*id);
      return invocation.ask(
          [&](const ControlClient& daemon) {
            return name == "show" ? daemon.get(path) : daemon.post(path + '/' + name, Json::object());
          },
          [&](const Json& answer) {
            auto& out = invocation.terminal.out;
            if (name == "show")
              out << "reason: " << plain(answer, "reason") << "\n\n" << plain(answer, "raw");
            else
              out << "mail " << *id << ": " << name << '\n';
          });
    };
  });
}

void add_quarantine(CLI::App& app, Invocation& invocation) {
  auto* quarantine = app.add_subcommand("quarantine", "mails that could not be placed");
  quarantine->require_subcommand(0, 1);
  const auto list = [&invocation] { invocation.run = [&invocation] { return list_quarantine(invocation); }; };
  quarantine->add_subcommand("list", "show them with their reasons")->callback(list);
  add_quarantine_action(*quarantine, invocation, "show", "the mail as it came, with its reason");
  add_quarantine_action(*quarantine, invocation, "release", "let it in: it becomes an entry or a ticket");
  add_quarantine_action(*quarantine, invocation, "delete", "its bytes go; what was decided about it stays");
  quarantine->callback([quarantine, list] {
    if (quarantine->get_subcommands().empty()) list();
  });
}

}  // namespace

void add_mail_commands(CLI::App& app, Invocation& invocation) {
  add_explain(app, invocation);
  add_quarantine(app, invocation);
}

}  // namespace ticketd::ctl
