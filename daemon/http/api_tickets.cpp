// The routes about tickets.
#include "core/names.h"
#include "daemon/http/api.h"
#include "daemon/http/bulk_order.h"
#include "daemon/http/json_views.h"
#include "daemon/http/numbers.h"
#include "daemon/http/ticket_query.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

Result<> no(std::string_view what, std::string_view name) {
  return wrong_value("no " + std::string(what) + " is called \"" + std::string(name) + '"');
}

/// Tickets of a group that has left the desk are found by a search, "group:NAME".
Result<> check_view(std::string_view view, std::string_view as, const core::Desk& desk) {
  constexpr std::string_view group = "group:";
  if (!as.empty() && !desk.agent_named(as)) return no("agent", as);
  if (!view.starts_with(group) || desk.group_named(view.substr(group.size()))) return {};
  return no("group", view.substr(group.size()));
}

/// Of a search that found nothing: what has left the desk may still stand in tickets, else it was misspelt.
Result<> check_names(const store::TicketQuery& query, const core::Desk& desk) {
  if (!query.group.empty() && !desk.group_named(query.group)) return no("group", query.group);
  if (!query.assignee.empty() && !desk.agent_named(query.assignee)) return no("agent", query.assignee);
  if (!query.mailbox.empty() && !desk.mailbox_named(query.mailbox)) return no("mailbox", query.mailbox);
  for (const auto& [name, value] : query.fields)
    if (!desk.field_named(name)) return no("field", name);
  return {};
}

}  // namespace

void Api::list_tickets(const Call& call) const {
  auto query = ticket_query(call.query("view"), call.query("query"), call.query("as"));
  if (!query) return call.fail(query.error());
  const auto desk = services_.desk();
  if (const auto view = check_view(call.query("view"), call.query("as"), *desk); !view)
    return call.fail(view.error());
  const auto page = read_page(call.query("after"), call.query("limit"));
  if (!page) return call.fail(page.error());
  if (page->after) query->after = core::TicketId{*page->after};
  query->limit = std::min(page->limit, query->limit.value_or(page->limit));
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto tickets = (*reader)->tickets(*query);
  if (!tickets) return call.fail(tickets.error());
  if (tickets->empty() && !page->after)
    if (const auto names = check_names(*query, *desk); !names) return call.fail(names.error());

  auto rows = Json::array();
  for (const auto& ticket : *tickets)
    if (may_see(call, ticket)) rows.push_back(ticket_row_json(ticket));
  call.respond({200, dump({{"tickets", std::move(rows)},
                           {"next", next_page(*tickets, *query->limit, &core::Ticket::id)}})});
}

void Api::show_ticket(const Call& call) const {
  const auto id = ticket_id(call.names.at(0));
  if (!id) return call.fail(id.error());
  answer_with_ticket(call, *id, 200);
}

void Api::create_ticket(const Call& call) const {
  auto action = read_signed_action(call.request, "create");
  if (!action) return call.fail(action.error());
  run_action(call, std::move(*action), 201);
}

void Api::act_on_ticket(const Call& call) const {
  const auto id = ticket_id(call.names.at(0));
  if (!id) return call.fail(id.error());
  auto action = read_signed_action(call.request, call.names.at(1));
  if (!action) return call.fail(action.error());
  action->ticket = *id;
  if (action->action == "create") return call.respond(problem(404, "not_found", "no such path"));
  run_action(call, std::move(*action), 200);
}

void Api::run_action(const Call& call, TicketAction action, int status) const {
  const bool gone = action.action == core::name_of(core::Deed::erase);
  services_.act(std::move(action), [this, call, status, gone](Result<core::TicketId> done) {
    if (!done) return call.fail(done.error());
    if (gone) return call.respond({status, dump({{"id", done->value}, {"deleted", true}})});
    const auto answer = [this, call, status, id = *done] { answer_with_ticket(call, id, status); };
    // The action is done whatever happens now: a full pool only costs the view of the ticket.
    if (!services_.work(answer)) call.respond({status, dump({{"id", done->value}}), "application/json", {}});
  });
}

void Api::answer_with_ticket(const Call& call, core::TicketId id, int status) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto view = find_ticket(**reader, call, std::to_string(id.value));
  if (!view) return call.fail(view.error());
  call.respond({status, dump(ticket_json(*view))});
}

bool Api::may_see(const Call& call, const core::Ticket& ticket) const {
  if (call.request.caller.agent.empty()) return true;
  const auto desk = services_.desk();
  const auto* agent = desk->agent_named(call.request.caller.agent);
  return agent != nullptr && core::may_see(*agent, ticket, *desk);
}

}  // namespace ticketd::daemon
