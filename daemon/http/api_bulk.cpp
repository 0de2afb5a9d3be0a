// One action for many tickets: each is done or refused alone, and all are reported.
#include "daemon/http/api.h"
#include "daemon/http/bulk_order.h"
#include "daemon/http/json_views.h"

#include <atomic>
#include <memory>

namespace ticketd::daemon {

namespace {

/// What became of every ticket; the answer goes out when the last is known.
struct Tally {
  explicit Tally(std::size_t count) : outcomes(count), missing(count) {}
  std::vector<Json> outcomes;
  std::atomic<std::size_t> missing;
};

Json outcome_json(core::TicketId ticket, const Result<core::TicketId>& done) {
  Json json{{"ticket", ticket.value}, {"done", done.has_value()}};
  if (!done) json["detail"] = told(done.error(), false);
  return json;
}

}  // namespace

void Api::act_on_tickets(const Call& call) const {
  auto order = read_bulk_order(call.request, call.names.at(0));
  if (!order) return call.fail(order.error());
  const auto tally = std::make_shared<Tally>(order->tickets.size());
  for (std::size_t i = 0; i < order->tickets.size(); ++i) {
    auto action = order->action;
    action.ticket = order->tickets[i];
    services_.act(std::move(action),
                  [call, tally, i, ticket = order->tickets[i]](const Result<core::TicketId>& done) {
                    tally->outcomes[i] = outcome_json(ticket, done);
                    if (--tally->missing > 0) return;
                    call.respond({200, dump({{"results", tally->outcomes}})});
                  });
  }
}

}  // namespace ticketd::daemon
