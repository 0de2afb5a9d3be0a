// mailbox list, mailbox skipped, poll: what is fetched by IMAP.
#include "ctl/commands.h"
#include "ctl/table.h"

namespace ticketd::ctl {

namespace {

int list_mailboxes(const Invocation& invocation) {
  const auto row = [](const Json& mailbox) {
    return Row{plain(mailbox, "name"), plain(mailbox, "state"), plain(mailbox, "since"),
               std::to_string(field(mailbox, "skipped").size()), plain(mailbox, "problem")};
  };
  return invocation.list("/api/v1/mailboxes", "mailboxes",
                         {"MAILBOX", "STATE", "SINCE", "SKIPPED", "PROBLEM"}, row);
}

int list_skipped(const Invocation& invocation) {
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const auto answer = client->get("/api/v1/mailboxes");
  if (!answer) return invocation.fail(answer.error());
  std::vector<Row> rows;
  for (const auto& mailbox : field(*answer, "mailboxes")) {
    for (auto mail : field(mailbox, "skipped")) {
      mail["mailbox"] = field(mailbox, "name");
      if (invocation.json) invocation.print(mail);
      rows.push_back({plain(mail, "mailbox"), plain(mail, "folder"), plain(mail, "uid"), plain(mail, "since"),
                      plain(mail, "reason")});
    }
  }
  if (!invocation.json)
    print_table(invocation.terminal.out, {"MAILBOX", "FOLDER", "UID", "SINCE", "REASON"}, rows);
  return done;
}

void add_mailbox(CLI::App& app, Invocation& invocation) {
  auto* mailbox = app.add_subcommand("mailbox", "what is fetched by IMAP");
  mailbox->require_subcommand(0, 1);
  const auto list = [&invocation] { invocation.run = [&invocation] { return list_mailboxes(invocation); }; };
  mailbox->add_subcommand("list", "whether each is fetched, and if not, why")->callback(list);
  mailbox
      ->add_subcommand("skipped",
                       "mails that could not be imported and lie on the server; see poll --skipped")
      ->callback([&invocation] { invocation.run = [&invocation] { return list_skipped(invocation); }; });
  mailbox->callback([mailbox, list] {
    if (mailbox->get_subcommands().empty()) list();
  });
}

void add_poll(CLI::App& app, Invocation& invocation) {
  struct Given {
    std::string mailbox;
    bool skipped = false;
  };
  auto* command = app.add_subcommand("poll", "fetch IMAP mailboxes now; done when all of it is in");
  auto given = std::make_shared<Given>();
  command->add_option("MAILBOX", given->mailbox, "default: all");
  command->add_flag("--skipped", given->skipped, "try once more what could not be imported before");
  command->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      const auto poll = [&](ControlClient daemon) {
        daemon.set_timeout(std::chrono::minutes(10));
        return daemon.post("/api/v1/poll?skipped=" + std::string(given->skipped ? "true" : "false") +
                               (given->mailbox.empty() ? "" : "&mailbox=" + percent_encoded(given->mailbox)),
                           Json::object());
      };
      return invocation.ask(poll, [&](const Json& answer) {
        invocation.terminal.out << plain(answer, "imported") << " new\n";
      });
    };
  });
}

}  // namespace

void add_mailbox_commands(CLI::App& app, Invocation& invocation) {
  add_mailbox(app, invocation);
  add_poll(app, invocation);
}

}  // namespace ticketd::ctl
