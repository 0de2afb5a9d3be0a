// explain, quarantine: mails that came in.
#include "core/message_id.h"
#include "ctl/commands.h"
#include "ctl/table.h"

#include <filesystem>

namespace ticketd::ctl {

namespace {

void print_trace(std::ostream& out, const Json& trace) {
  const auto& result = field(trace, "result");
  out << "message-id " << printable(plain(trace, "message_id")) << '\n';
  for (const auto& step : field(trace, "steps")) out << "  - " << printable(plain(step, "words")) << '\n';
  out << "=> " << printable(plain(result, "words")) << '\n';
}

void print_explanation(std::ostream& out, const Json& answer) {
  if (!answer.contains("mails")) return print_trace(out, answer);
  if (const auto& kept = field(answer, "merged_into"); !kept.is_null())
    out << "ticket " << plain(answer, "ticket") << " was merged into ticket " << plain(kept)
        << ": what is written to it goes there; ticketctl explain " << plain(kept) << '\n';
  for (const auto& trace : answer["mails"]) print_trace(out, trace);
}

bool is_number(std::string_view what) {
  if (what.starts_with('#')) what.remove_prefix(1);
  return !what.empty() && what.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A file is run dry, a number is a ticket; anything else is the Message-ID of a mail that came in.
Result<Json> explain(const ControlClient& daemon, const std::string& what, const std::string& mailbox,
                     const std::string& language, const Invocation& invocation) {
  std::error_code none;
  const bool is_file = what == "-" || std::filesystem::is_regular_file(what, none);
  if (!is_file && is_number(what))
    return daemon.get("/api/v1/tickets/" + what.substr(what[0] == '#' ? 1 : 0) + "/explain" + language);
  if (!is_file)
    return daemon.get("/api/v1/explain/" + percent_encoded(core::bare_message_id(what)) + language);
  const auto mail = read_file(what, invocation);
  if (!mail) return fail(mail);
  const auto more =
      mailbox.empty() ? "" : (language.empty() ? "?" : "&") + ("mailbox=" + percent_encoded(mailbox));
  return daemon.post_mail("/api/v1/explain" + language + more, *mail);
}

void add_explain(CLI::App& app, Invocation& invocation) {
  auto* command =
      app.add_subcommand("explain", "tell why a mail landed where it did; with a file, where it would");
  auto what = std::make_shared<std::string>();
  auto mailbox = std::make_shared<std::string>();
  auto language = std::make_shared<std::string>();
  command
      ->add_option("MESSAGE-ID|TICKET|FILE", *what, "a mail that came in, a ticket, or a file for a dry run")
      ->required();
  command->add_option("--language", *language, "ko or en; default: the daemon's")
      ->check(CLI::IsMember({"ko", "en"}));
  command->add_option("--mailbox", *mailbox, "of a dry run: name of the mailbox that the file came to");
  command->callback([what, mailbox, language, &invocation] {
    invocation.run = [what, mailbox, language, &invocation] {
      const auto asked = language->empty() ? std::string{} : "?language=" + *language;
      return invocation.ask(
          [&](const ControlClient& daemon) { return explain(daemon, *what, *mailbox, asked, invocation); },
          [&](const Json& answer) { print_explanation(invocation.terminal.out, answer); });
    };
  });
}

int list_quarantine(const Invocation& invocation) {
  const auto row = [](const Json& mail) {
    return Row{plain(mail, "id"), plain(mail, "received_at"), plain(mail, "reason"), plain(mail, "from"),
               plain(mail, "subject")};
  };
  return invocation.list("/api/v1/quarantine", "quarantine", {"ID", "RECEIVED", "REASON", "FROM", "SUBJECT"},
                         row);
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
