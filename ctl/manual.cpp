#include "ctl/manual.h"

#include "cli/manual.h"
#include "config/load.h"
#include "config/schema.h"

namespace ticketd::ctl {

namespace {

std::string ticketctl_page(const CLI::App& app) {
  cli::Roff page("ticketctl", "1", "work with a running ticketd, and read mails without it");
  cli::describe(page, app);
  page.heading("EXIT STATUS");
  page.item("0", "It is done. Of ingest: the mail is durable.");
  page.item("1", "It was refused; the reason stands on standard error.");
  page.item("2", "The command line is wrong.");
  page.item("69", "No daemon listens.");
  page.item("75", "Not now: try again. Or the output could not be written.");
  page.item("78", "The configuration is wrong.");
  page.heading("FILES");
  page.item("/etc/ticketd/ticketd.toml",
            "Tells where the daemon's state_dir is; in it lies control.sock, whose file mode "
            "says who may use this program.");
  page.heading("EXAMPLES");
  page.example(
      "ticketctl status\n"
      "ticketctl ticket list --view open --query 'printer created:2026-11-01..'\n"
      "ticketctl explain '<20261122.0915.81bc@customer.example>'\n"
      "ticketctl backup /var/lib/ticketd/night.db && ticketctl restore --rehearse "
      "/var/lib/ticketd/night.db\n");
  page.heading("SEE ALSO");
  page.paragraph("ticketd(8), ticketd.toml(5), desk.toml(5)");
  return page.text();
}

std::string_view name_of(config::Type type) {
  using enum config::Type;
  switch (type) {
    case text:
      return "text";
    case path:
      return "path";
    case size:
      return "size";
    case duration:
      return "duration";
    case integer:
      return "number";
    case boolean:
      return "true or false";
    case list:
      return "list of texts";
    case choice:
      return "one of";
    case choice_list:
      return "some of";
    case pattern:
      return "RE2 pattern";
    case number_bound:
      return "number, or a bound like \">= 80\"";
    case duration_bound:
      return "duration, or a bound like \">= 5d\"";
    case table:
      return "section";
    case tables:
      return "sections";
  }
  return "";
}

std::string words_of(const config::Key& key) {
  std::string words(name_of(key.type));
  for (std::size_t i = 0; i < key.choices.size(); ++i)
    words += (i == 0 ? " " : ", ") + std::string(key.choices[i]);
  if (!key.fallback.empty()) words += "; default " + std::string(key.fallback);
  if (key.needs_restart) words += "; a change takes a restart";
  return std::string(key.help) + " (" + words + ")";
}

void add_keys(cli::Roff& page, config::Schema schema) {
  std::string_view section = "-";
  page.heading("KEYS");
  for (const auto& key : schema) {
    if (key.section != section)
      page.subheading(key.section.empty() ? "at the top" : "[" + std::string(key.section) + "]");
    section = key.section;
    page.item(key.name, words_of(key));
  }
}

/// "[[mailbox]], [[group]]"
std::string sections_that_stand_many_times(config::Schema schema) {
  std::string names;
  for (const auto& key : schema)
    if (key.type == config::Type::tables)
      names += (names.empty() ? "[[" : ", [[") + std::string(key.name) + "]]";
  return names;
}

std::string server_page() {
  cli::Roff page("ticketd.toml", "5", "configuration of ticketd: what the operator decides");
  page.heading("DESCRIPTION");
  page.paragraph(
      "A TOML file. Paths are relative to it, sqlite: and maildir: to state_dir. Sizes and durations carry "
      "units: "
      "36MiB, 5m. Every key has a default. A path \"credential:NAME\" is the file NAME of the directory "
      "secrets "
      "beside the configuration, which the service shows to the daemon alone. `ticketctl config check` tells "
      "what "
      "is wrong, all of it, with lines; `systemctl reload ticketd` takes over what changed, all of it or "
      "nothing, "
      "except the keys of which it is said below that a change takes a restart.");
  add_keys(page, config::server_schema());
  page.heading("SEE ALSO");
  page.paragraph("ticketd(8), desk.toml(5), ticketctl(1)");
  return page.text();
}

std::string desk_page() {
  cli::Roff page("desk.toml", "5", "the desk of ticketd: what support managers decide");
  page.heading("DESCRIPTION");
  page.paragraph(
      "A TOML file with mailboxes, groups, agents, rules, calendars, promises and texts. It is applied as a "
      "whole: by "
      "`ticketctl desk apply FILE`, or when ticketd starts or is reloaded and the file changed. Tables that "
      "may "
      "stand many times are written in double brackets: " +
      sections_that_stand_many_times(config::desk_schema()) + '.');
  add_keys(page, config::desk_schema());
  page.heading("THE SHIPPED RULES");
  page.paragraph("A desk without any [[rule]] has these; a desk with one has only its own.");
  page.example(config::shipped_desk());
  page.heading("SEE ALSO");
  page.paragraph("ticketd(8), ticketd.toml(5), ticketctl(1)");
  return page.text();
}

}  // namespace

std::optional<std::string> manual_page(std::string_view name, const CLI::App& ticketctl) {
  if (name == "ticketctl.1") return ticketctl_page(ticketctl);
  if (name == "ticketctl.bash") return cli::bash_completion(ticketctl);
  if (name == "ticketd.toml.5") return server_page();
  if (name == "desk.toml.5") return desk_page();
  return std::nullopt;
}

}  // namespace ticketd::ctl
