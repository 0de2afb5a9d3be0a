// The routes about tickets.
#include "daemon/http/action_body.h"
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"
#include "daemon/http/ticket_query.h"

#include <algorithm>
#include <charconv>

namespace ticketd::daemon {

namespace {

constexpr std::size_t longest_page = 500;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<core::TicketId> ticket_id(const std::string& text) {
  const auto number = parse_number<std::int64_t>(text);
  if (!number || *number <= 0)
    return fail(core::ErrorKind::malformed, "\"" + text + "\" is not a ticket's number");
  return core::TicketId{*number};
}

core::Error no_such_ticket(core::TicketId id) {
  return {core::ErrorKind::unknown_recipient, "there is no ticket " + std::to_string(id.value)};
}

/// Cursor paging: at most `limit` tickets with numbers above `after`.
Result<> read_page(store::TicketQuery& query, const std::string& after, const std::string& limit) {
  if (!after.empty()) {
    const auto id = ticket_id(after);
    if (!id) return fail(id);
    query.after = *id;
  }
  const auto asked = limit.empty() ? longest_page : parse_number<std::size_t>(limit);
  if (!asked) return fail(core::ErrorKind::malformed, "limit must be a number");
  query.limit = std::min({*asked, longest_page, query.limit.value_or(longest_page)});
  return {};
}

}  // namespace

void Api::list_tickets(const Call& call) const {
  auto query = ticket_query(call.query("view"), call.query("query"), call.query("as"));
  if (!query) return call.fail(query.error());
  if (const auto page = read_page(*query, call.query("after"), call.query("limit")); !page)
    return call.fail(page.error());
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto tickets = (*reader)->tickets(*query);
  if (!tickets) return call.fail(tickets.error());

  auto rows = Json::array();
  for (const auto& ticket : *tickets) rows.push_back(ticket_row_json(ticket));
  const bool may_have_more = !tickets->empty() && tickets->size() == query->limit;
  call.respond({200, dump({{"tickets", std::move(rows)},
                           {"next", may_have_more ? Json(tickets->back().id.value) : Json()}})});
}

void Api::show_ticket(const Call& call) const {
  const auto id = ticket_id(call.names.at(0));
  if (!id) return call.fail(id.error());
  answer_with_ticket(call, *id, 200);
}

void Api::create_ticket(const Call& call) const {
  auto action = read_action(call.request.body);
  if (!action) return call.fail(action.error());
  action->action = "create";
  run_action(call, std::move(*action), 201);
}

void Api::act_on_ticket(const Call& call) const {
  const auto id = ticket_id(call.names.at(0));
  if (!id) return call.fail(id.error());
  auto action = read_action(call.request.body);
  if (!action) return call.fail(action.error());
  action->ticket = *id;
  action->action = call.names.at(1);
  if (action->action == "create") return call.respond(problem(404, "malformed", "no such path"));
  run_action(call, std::move(*action), 200);
}

void Api::run_action(const Call& call, TicketAction action, int status) const {
  services_.act(std::move(action), [this, call, status](Result<core::TicketId> done) {
    if (!done) return call.fail(done.error());
    services_.outbox_changed();
    const auto answer = [this, call, status, id = *done] { answer_with_ticket(call, id, status); };
    // The action is done whatever happens now: a full pool only costs the view of the ticket.
    if (!services_.work(answer)) call.respond({status, dump({{"id", done->value}})});
  });
}

void Api::answer_with_ticket(const Call& call, core::TicketId id, int status) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto view = (*reader)->ticket(id);
  if (!view) return call.fail(view.error());
  if (!*view) return call.fail(no_such_ticket(id));
  call.respond({status, dump(ticket_json(**view))});
}

}  // namespace ticketd::daemon
