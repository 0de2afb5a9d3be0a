// rule list|stats|test, template list|preview: what the desk does by itself, and in which words.
#include "ctl/commands.h"
#include "ctl/table.h"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace ticketd::ctl {

namespace {

int rule_stats(const std::string& since, const Invocation& invocation) {
  const auto row = [](const Json& rule) {
    const auto enabled = field(rule, "enabled") == true ? "" : " (off)";
    return Row{plain(rule, "name") + enabled,
               joined(field(rule, "on")),
               plain(rule, "times"),
               plain(rule, "tickets"),
               plain(rule, "last_at"),
               plain(rule, "last_ticket"),
               plain(rule, "does")};
  };
  return invocation.list("/api/v1/rules" + (since.empty() ? "" : "?since=" + percent_encoded(since)), "rules",
                         {"RULE", "ON", "ACTED", "TICKETS", "LAST", "TICKET", "DOES"}, row);
}

/// As they are tried; what is gone from the desk has no event.
int rule_list(const Invocation& invocation) {
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const auto answer = client->get("/api/v1/rules");
  if (!answer) return invocation.fail(answer.error());
  std::vector<Row> rows;
  for (const auto& rule : field(*answer, "rules")) {
    if (field(rule, "on").empty()) continue;
    if (invocation.json) invocation.print(rule);
    rows.push_back({plain(rule, "name"), field(rule, "enabled") == true ? "yes" : "no",
                    joined(field(rule, "on")), plain(rule, "does")});
  }
  if (!invocation.json) print_table(invocation.terminal.out, {"RULE", "ENABLED", "ON", "DOES"}, rows);
  return done;
}

void print_rehearsal(std::ostream& out, const Json& answer) {
  out << "rules:\n";
  for (const auto& rule : field(answer, "rules")) {
    const bool applies = field(rule, "applies") == true;
    out << "  " << (applies ? "yes" : "no ") << "  " << printable(plain(rule, "rule")) << "  ("
        << printable(plain(rule, applies ? "does" : "because")) << ")\n";
  }
  out << "would change:\n";
  for (const auto& event : field(answer, "events"))
    out << "  " << plain(event, "kind") << ' ' << printable(plain(event, "from")) << " -> "
        << printable(plain(event, "to")) << "  by " << printable(plain(event, "by")) << '\n';
  out << "would send:\n";
  for (const auto& mail : field(answer, "mails"))
    out << "  " << plain(mail, "letter") << " to " << printable(plain(mail, "to")) << ": "
        << printable(plain(mail, "subject")) << '\n';
  out << "=> " << printable(plain(field(answer, "result"), "words")) << '\n';
}

struct RuleTest {
  std::string file, mailbox, language, event;
  std::int64_t ticket = 0;
};

Result<Json> ask_for_rehearsal(const RuleTest& test, const ControlClient& daemon,
                               const Invocation& invocation) {
  std::string query = test.language.empty() ? "" : "&language=" + test.language;
  if (test.ticket != 0) {
    query += "&ticket=" + std::to_string(test.ticket);
    if (!test.event.empty()) query += "&on=" + percent_encoded(test.event);
  }
  if (!test.mailbox.empty()) query += "&mailbox=" + percent_encoded(test.mailbox);
  if (!query.empty()) query.front() = '?';
  std::string mail;
  if (test.ticket == 0) {
    auto read = read_file(test.file, invocation);
    if (!read) return fail(read);
    mail = std::move(*read);
  }
  return daemon.post_mail("/api/v1/rules/test" + query, mail);
}

void add_rule(CLI::App& app, Invocation& invocation) {
  auto* rule = app.add_subcommand("rule", "what the rules of the desk did, and would do");
  rule->require_subcommand(1);

  rule->add_subcommand("list", "those that the desk has, in the order in which they are tried")
      ->callback([&invocation] { invocation.run = [&invocation] { return rule_list(invocation); }; });

  auto* stats = rule->add_subcommand("stats", "how often each rule acted, and when last");
  auto since = std::make_shared<std::string>();
  stats->add_option("--since", *since, "count from this day on, like 2026-11-21");
  stats->callback([since, &invocation] {
    invocation.run = [since, &invocation] { return rule_stats(*since, invocation); };
  });

  auto* test_command = rule->add_subcommand("test", "what a mail would set going, and why; changes nothing");
  auto test = std::make_shared<RuleTest>();
  auto* file = test_command->add_option("FILE", test->file, "a mail; - reads standard input");
  auto* ticket =
      test_command->add_option("--ticket", test->ticket, "instead of a mail: this ticket as it is now")
          ->excludes(file);
  test_command->add_option("--on", test->event, "with --ticket: at this event of rules; default: time")
      ->needs(ticket);
  test_command->add_option("--mailbox", test->mailbox, "name of the mailbox that the mail came to");
  test_command->add_option("--language", test->language, "ko or en; default: the daemon's")
      ->check(CLI::IsMember({"ko", "en"}));
  test_command->callback([test, &invocation] {
    if (test->file.empty() && test->ticket == 0) throw CLI::RequiredError("FILE or --ticket");
    invocation.run = [test, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) { return ask_for_rehearsal(*test, daemon, invocation); },
          [&](const Json& answer) { print_rehearsal(invocation.terminal.out, answer); });
    };
  });
}

int list_templates(const Invocation& invocation) {
  const auto row = [](const Json& text) {
    return Row{plain(text, "name"), plain(text, "language"), plain(text, "mailbox"),
               field(text, "html") == true ? "text and html" : "text",
               field(text, "replaces") == true ? "the shipped text" : ""};
  };
  return invocation.list("/api/v1/templates", "templates",
                         {"TEMPLATE", "LANGUAGE", "MAILBOX", "WRITTEN AS", "REPLACES"}, row);
}

struct Preview {
  std::string name, as, text;
  std::int64_t ticket = 0;
  bool html = false, raw = false;
};

void print_preview(std::ostream& out, const Preview& wanted, const Json& shown) {
  if (wanted.raw) {
    out << plain(shown, "mail");
    return;
  }
  if (wanted.html) {
    out << plain(shown, "html");
    return;
  }
  for (const auto* name : {"from", "to", "subject"})
    out << name << ": " << printable(plain(shown, name)) << '\n';
  out << '\n' << plain(shown, "text");
}

void add_template(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("template", "the texts of the desk");
  command->require_subcommand(1);
  command->add_subcommand("list", "those of [[template]]")->callback([&invocation] {
    invocation.run = [&invocation] { return list_templates(invocation); };
  });
  auto* preview = command->add_subcommand("preview", "the mail that a text would make; nothing is sent");
  auto wanted = std::make_shared<Preview>();
  preview->add_option("NAME", wanted->name, "of a template, or of a letter like resolved or acknowledgement")
      ->required();
  preview->add_option("--ticket", wanted->ticket, "that it would be about")->required();
  preview->add_option("--as", wanted->as, "the agent who would send it, or get it; default: the assignee");
  preview->add_option("--text", wanted->text, "what the agent would add");
  auto* html = preview->add_flag("--html", wanted->html, "its page instead of its text");
  preview->add_flag("--raw", wanted->raw, "the mail byte for byte, as it would leave")->excludes(html);
  preview->callback([wanted, &invocation] {
    invocation.run = [wanted, &invocation] {
      const auto path = "/api/v1/templates/" + percent_encoded(wanted->name) +
                        "/preview?ticket=" + std::to_string(wanted->ticket) +
                        "&as=" + percent_encoded(wanted->as) + "&text=" + percent_encoded(wanted->text);
      return invocation.ask(
          [&](const ControlClient& daemon) { return daemon.get(path); },
          [&](const Json& shown) { print_preview(invocation.terminal.out, *wanted, shown); });
    };
  });
}

}  // namespace

void add_rule_commands(CLI::App& app, Invocation& invocation) {
  add_rule(app, invocation);
  add_template(app, invocation);
}

}  // namespace ticketd::ctl
