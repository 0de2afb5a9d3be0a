// ticket list|show.
#include "ctl/commands.h"
#include "ctl/table.h"
#include "ctl/ticket_view.h"

#include <memory>

namespace ticketd::ctl {

namespace {

struct Selection {
  std::string view, query, as;
  std::size_t limit = 0;  // none
};

std::string list_target(const Selection& selection, const Json& after) {
  std::string target = "/api/v1/tickets?view=" + percent_encoded(selection.view) +
                       "&query=" + percent_encoded(selection.query) + "&as=" + percent_encoded(selection.as);
  if (selection.limit != 0) target += "&limit=" + std::to_string(selection.limit);
  if (!after.is_null()) target += "&after=" + plain(after);
  return target;
}

/// Page after page, until the view or the limit is at its end.
int list_tickets(Selection selection, const Invocation& invocation) {
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const bool limited = selection.limit != 0;
  std::vector<Row> rows;
  Json after;
  do {
    const auto page = client->get(list_target(selection, after));
    if (!page) return invocation.fail(page.error());
    for (const auto& ticket : field(*page, "tickets")) {
      if (invocation.json) invocation.print(ticket);
      rows.push_back({plain(ticket, "id"), plain(ticket, "state"), plain(ticket, "priority"),
                      plain(ticket, "assignee"), plain(field(ticket, "requester"), "address"),
                      plain(ticket, "updated_at"), plain(ticket, "subject")});
    }
    const auto taken = field(*page, "tickets").size();
    after = field(*page, "next");
    if (limited && taken >= selection.limit) break;
    if (limited) selection.limit -= taken;
  } while (!after.is_null());
  if (!invocation.json)
    print_table(invocation.terminal.out,
                {"ID", "STATE", "PRIORITY", "ASSIGNEE", "REQUESTER", "UPDATED", "SUBJECT"}, rows);
  return done;
}

void add_list(CLI::App& ticket, Invocation& invocation) {
  auto* command = ticket.add_subcommand("list", "the tickets of a view, oldest first");
  auto given = std::make_shared<Selection>();
  command->add_option(
      "--view", given->view,
      "all, open, unassigned, mine, on_hold, resolved, closed, spam, snoozed, starred, group:NAME");
  command->add_option(
      "--query", given->query,
      "words and field:value, such as state:open customer:C-17 created:2026-11-01..2026-11-30");
  command->add_option("--as", given->as, "whose view mine is");
  command->add_option("--limit", given->limit, "at most so many")->check(CLI::Range(1, 1'000'000));
  command->callback([given, &invocation] {
    invocation.run = [given, &invocation] { return list_tickets(*given, invocation); };
  });
}

void add_show(CLI::App& ticket, Invocation& invocation) {
  auto* command = ticket.add_subcommand("show", "one ticket with its entries and events");
  auto id = std::make_shared<std::int64_t>();
  command->add_option("ID", *id, "the ticket's number")->required();
  command->callback([id, &invocation] {
    invocation.run = [id, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) { return daemon.get("/api/v1/tickets/" + std::to_string(*id)); },
          [&](const Json& shown) { print_ticket(invocation.terminal.out, shown); });
    };
  });
}

}  // namespace

void add_ticket_views(CLI::App& ticket, Invocation& invocation) {
  add_list(ticket, invocation);
  add_show(ticket, invocation);
}

}  // namespace ticketd::ctl
