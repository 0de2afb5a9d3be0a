#include "daemon/http/bulk_order.h"

#include "daemon/http/action_body.h"
#include "daemon/http/numbers.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ticketd::daemon {

namespace {

using core::ErrorKind;

/// The token's name stands in the history; a token of one agent speaks as nobody else.
Result<> sign(TicketAction& action, const Caller& caller) {
  if (!caller.agent.empty()) {
    if (action.as.empty()) action.as = caller.agent;
    if (action.as != caller.agent)
      return fail(ErrorKind::policy, "this token acts as " + caller.agent + " only");
  }
  action.caller = caller;
  return {};
}

Result<TicketAction> read_signed(std::string_view body, const HttpRequest& request, const std::string& name) {
  auto action = read_action(body);
  if (!action) return action;
  action->action = name;
  if (const auto done = sign(*action, request.caller); !done) return fail(done);
  return action;
}

}  // namespace

Result<TicketAction> read_signed_action(const HttpRequest& request, const std::string& name) {
  return read_signed(request.body, request, name);
}

Result<BulkOrder> read_bulk_order(const HttpRequest& request, const std::string& action) {
  auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("tickets") || !body["tickets"].is_array())
    return fail(ErrorKind::malformed, "the body must be a JSON object with a list of \"tickets\"");
  if (action == "create" || action == "merge")
    return fail(ErrorKind::policy, action + " is done to one ticket at a time");
  BulkOrder order;
  for (const auto& number : body["tickets"]) {
    if (!number.is_number_unsigned()) return fail(ErrorKind::malformed, "\"tickets\" must be numbers");
    const core::TicketId ticket{number.get<std::int64_t>()};
    if (std::find(order.tickets.begin(), order.tickets.end(), ticket) == order.tickets.end())
      order.tickets.push_back(ticket);
  }
  if (order.tickets.empty() || order.tickets.size() > longest_page)
    return fail(ErrorKind::malformed, "name 1 to " + std::to_string(longest_page) + " tickets");
  body.erase("tickets");
  auto read = read_signed(body.dump(), request, action);
  if (!read) return fail(read);
  order.action = std::move(*read);
  return order;
}

}  // namespace ticketd::daemon
