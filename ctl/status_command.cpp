// status: how the house is, on one screen.
#include "core/version.h"
#include "ctl/commands.h"
#include "ctl/table.h"

#include <array>

namespace ticketd::ctl {

namespace {

std::string bytes_for_people(const Json& bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  if (!bytes.is_number()) return "?";
  auto amount = bytes.get<double>();
  std::size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < units.size(); ++unit) amount /= 1024;
  const auto tenths = static_cast<std::int64_t>(amount * 10);
  return std::to_string(tenths / 10) + (unit > 0 ? "." + std::to_string(tenths % 10) : "") + " " +
         units[unit];
}

/// "3 open, 1 on_hold", without what there is none of.
std::string counts_for_people(const Json& counts, std::initializer_list<const char*> names) {
  std::string text;
  for (const auto* name : names)
    if (const auto& count = field(counts, name); count.is_number() && count != 0)
      text += (text.empty() ? "" : ", ") + plain(count) + " " + name;
  return text.empty() ? "none" : text;
}

class Screen {
 public:
  explicit Screen(std::ostream& out) : out_(out) {}
  void line(std::string_view name, const std::string& value) {
    constexpr std::size_t column = 13;
    out_ << name << std::string(column - name.size(), ' ') << printable(value) << '\n';
  }

 private:
  std::ostream& out_;
};

void show_mailboxes(const Json& mailboxes, std::ostream& out) {
  if (mailboxes.empty()) return;
  std::vector<Row> rows;
  for (const auto& mailbox : mailboxes) {
    const auto last = plain(mailbox, "last_success");
    const auto problem = plain(mailbox, "problem");
    rows.push_back({plain(mailbox, "name"), plain(mailbox, "state"), last.empty() ? "never" : last,
                    std::to_string(field(mailbox, "skipped").size()),
                    problem.empty() ? plain(field(mailbox, "alert"), "text") : problem});
  }
  out << '\n';
  print_table(out, {"MAILBOX", "STATE", "LAST SUCCESS", "SKIPPED", "PROBLEM"}, rows);
}

void show(const Json& status, std::ostream& out) {
  Screen screen(out);
  const auto& queue = field(status, "queue");
  const auto& mails = field(status, "mails");
  const auto& timers = field(status, "timers");
  const auto& store = field(status, "store");
  const auto since = [](const std::string& time) { return time.empty() ? "" : ", since " + time; };
  screen.line("ticketd", plain(status, "version") + ", " + plain(status, "engine") + ", since " +
                             plain(status, "started_at") + "; ticketctl " + std::string(core::version()));
  screen.line("ready", field(status, "ready") == true ? "yes" : "NO: " + plain(status, "problem"));
  screen.line("mails",
              plain(mails, "unprocessed") + " to be processed" + since(plain(mails, "oldest_unprocessed")));
  screen.line("queue", plain(queue, "due") + " due" + since(plain(queue, "oldest_due")) + "; " +
                           counts_for_people(queue, {"queued", "sending", "held", "uncertain", "failed"}));
  screen.line("quarantine", plain(status, "quarantine"));
  screen.line("addresses", plain(status, "undeliverable_addresses") + " undeliverable");
  const auto next = plain(timers, "next");
  screen.line("timers", plain(timers, "set") + " set, " + plain(timers, "due") + " due" +
                            (next.empty() ? "" : ", next at " + next));
  screen.line("tickets", counts_for_people(
                             field(status, "tickets"),
                             {"open", "pending", "waiting_on_customer", "waiting_on_third_party", "on_hold",
                              "escalated", "escalation_answered", "resolved", "closed", "spam", "merged"}));
  screen.line("database", bytes_for_people(field(store, "bytes")) + "; free " +
                              bytes_for_people(field(store, "disk_free")) + ", at least " +
                              bytes_for_people(field(store, "min_free")));
  screen.line("memory", bytes_for_people(field(field(status, "process"), "resident_bytes")));
  if (const auto end = plain(status, "certificate_ends"); !end.empty())
    screen.line("certificate", "until " + end);
  show_mailboxes(field(status, "mailboxes"), out);
}

}  // namespace

void add_status(CLI::App& app, Invocation& invocation) {
  app.add_subcommand("status", "how it is, on one screen: mailboxes, queue, quarantine, timers, database")
      ->callback([&invocation] {
        invocation.run = [&invocation] {
          return invocation.ask([](const ControlClient& daemon) { return daemon.get("/api/v1/status"); },
                                [&](const Json& status) { show(status, invocation.terminal.out); });
        };
      });
}

}  // namespace ticketd::ctl
