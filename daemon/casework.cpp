#include "daemon/casework.h"

#include "core/act.h"
#include "core/assign.h"
#include "core/create_ticket.h"
#include "core/escalation.h"
#include "core/names.h"
#include "core/when.h"
#include "crypto/digest.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

using core::ErrorKind;

std::vector<core::Address> as_addresses(const std::vector<std::string>& texts) {
  std::vector<core::Address> people;
  for (const auto& text : texts) people.push_back({{}, text});
  return people;
}

Result<core::ActionRequest> request_of(const TicketAction& action, const core::House& house) {
  const auto deed = core::named<core::Deed>(action.action);
  if (!deed) return fail(ErrorKind::not_found, '"' + action.action + "\" is no action that can be done here");
  core::ActionRequest request;
  request.deed = *deed;
  request.text = action.text;
  request.internal = action.internal;
  request.off = action.off;
  request.reason = action.reason;
  request.agent = action.agent;
  request.group = action.group;
  request.priority = action.priority;
  request.tags = action.tags;
  request.fields = action.fields;
  request.template_name = action.template_name;
  request.subject = action.subject;
  for (const auto number : action.tickets) request.tickets.push_back({number});
  if (action.entry > 0) request.entry = core::EntryId{action.entry};
  if (!action.until.empty()) {
    request.until = core::time_meant(action.until, house.now, house.settings.time_zone);
    if (!request.until)
      return fail(ErrorKind::malformed, '"' + action.until + "\" is no time to come; say 4h, 2d, or a date");
  }
  request.to = as_addresses(action.to);
  request.cc = as_addresses(action.cc);
  return request;
}

Result<core::Actor> actor_of(const TicketAction& action, const core::Desk& desk) {
  const auto* agent = desk.agent_named(action.as);
  if (!agent && !action.as.empty())
    return fail(ErrorKind::malformed, "no agent is called \"" + action.as + '"');
  const auto& caller = action.caller;
  return caller.local ? core::at_the_socket(agent) : core::with_api_token(caller.token, caller.scope, agent);
}

Result<core::TicketId> create(const TicketAction& action, const core::Actor& actor, core::Evidence& seen,
                              const core::House& house, core::Changes& changes) {
  core::NewTicket wanted{.requester = {{}, action.requester},
                         .subject = action.subject,
                         .text = action.text,
                         .mailbox = action.mailbox,
                         .fields = action.fields};
  if (!action.channel.empty())
    wanted.channel = action.channel;
  else if (!action.caller.local)
    wanted.channel = "api";
  return core::create_ticket(wanted, actor, seen, house, changes);
}

Result<core::TicketId> change(const TicketAction& action, const core::ActionRequest& request,
                              const core::Actor& actor, core::Evidence& seen, const core::House& house,
                              core::Changes& changes) {
  const auto context = seen.tickets.find(action.ticket);
  if (context == seen.tickets.end())
    return fail(ErrorKind::not_found, "there is no ticket " + std::to_string(action.ticket.value));
  const auto before = context->second.ticket;
  core::Draft draft(house, context->second, seen.desk, seen.fresh, changes);
  const auto acted = core::act(draft, request, actor, seen);
  if (!acted) return fail(acted);
  if (request.deed == core::Deed::erase) return action.ticket;  // nothing is left that a rule could change
  core::Trace trace;
  core::run_rules_after(draft, before,
                        {.publicly = acted->publicly,
                         .as_note = acted->as_note,
                         .text = request.text,
                         .by = actor.agent ? actor.agent->name : std::string{}},
                        trace);
  core::pass_across(draft, trace);
  if (request.deed == core::Deed::escalate)
    return action.ticket;  // whoever asks may not see the other desk's
  return acted->made.value_or(action.ticket);
}

}  // namespace

void Casework::act(TicketAction action, Done<core::TicketId> done) {
  auto work = [action = std::move(action), standing = around_.current.get(),
               now = around_.clock.now()](store::Txn& txn) -> Result<core::TicketId> {
    const auto house = standing->house(now, crypto::random_number());
    const auto actor = actor_of(action, standing->desk);
    if (!actor) return fail(actor);
    const bool creates = action.action == "create";
    const auto request =
        creates ? Result<core::ActionRequest>(core::ActionRequest{}) : request_of(action, house);
    if (!request) return fail(request);
    core::ThreadQuery query{.now = now};
    if (action.ticket) query.tickets = {action.ticket};
    if (creates) query.people = {action.requester};
    core::ask_for(*request, query);
    core::ask_for_assignment(standing->desk, action.requester, query);
    auto seen = txn.evidence(query);
    if (!seen) return fail(seen);
    core::Changes changes;
    const auto ticket = creates ? create(action, *actor, *seen, house, changes)
                                : change(action, *request, *actor, *seen, house, changes);
    if (!ticket) return fail(ticket);
    if (const auto applied = txn.apply(changes); !applied) return fail(applied);
    return *ticket;
  };
  around_.writer.submit(std::move(work), [this, done = std::move(done)](Result<core::TicketId> outcome) {
    if (outcome) around_.letters_queued();
    done(std::move(outcome));
  });
}

}  // namespace ticketd::daemon
