#include "daemon/rehearsal.h"

#include "core/act.h"
#include "core/receive.h"
#include "daemon/attachments.h"
#include "parsers/parse.h"
#include "templates/compose.h"

namespace ticketd::daemon {

Result<core::Decision> Rehearsal::mail(const core::IncomingMail& mail) { return decide(mail, Copies::count); }

Result<core::Decision> Rehearsal::mail_anew(const core::IncomingMail& mail) {
  return decide(mail, Copies::are_forgotten);
}

Result<core::Decision> Rehearsal::decide(const core::IncomingMail& incoming, Copies copies) {
  const auto standing = current_.get();
  const auto house = standing->house(clock_.now());
  const auto mail = parsers::parse(incoming.bytes, parse_options(incoming, standing->desk));
  const auto arrival = core::arrive({}, mail, incoming.envelope, incoming.source, house);
  return writer_.run([&](store::Txn& txn) -> Result<core::Decision> {
    auto seen = txn.evidence(core::thread_query(arrival, house));
    if (!seen) return fail(seen);
    if (copies == Copies::are_forgotten) seen->duplicate_of.reset();
    return core::receive(arrival, std::move(*seen), house, core::Telling::in_full);
  });
}

Result<core::Decision> Rehearsal::event(core::TicketId ticket, core::RuleEvent event) {
  const auto standing = current_.get();
  const auto house = standing->house(clock_.now());
  return writer_.run([&](store::Txn& txn) -> Result<core::Decision> {
    auto seen = txn.evidence({.tickets = {ticket}, .now = house.now});
    if (!seen) return fail(seen);
    const auto context = seen->tickets.find(ticket);
    if (context == seen->tickets.end())
      return fail(core::ErrorKind::not_found, "there is no ticket " + std::to_string(ticket.value));
    core::Decision decision;
    decision.trace.thorough = true;
    decision.trace.ticket = ticket;
    core::Draft draft(house, context->second, seen->desk, seen->fresh, decision.changes);
    core::run_rules_at(draft, event, decision.trace);
    return decision;
  });
}

Result<PreviewedLetter> Rehearsal::letter(const core::PreviewRequest& wanted) {
  const auto standing = current_.get();
  const auto house = standing->house(clock_.now());
  auto letter = writer_.run([&](store::Txn& txn) -> Result<core::Letter> {
    const auto seen = txn.evidence({.tickets = {wanted.ticket}, .now = house.now});
    if (!seen) return fail(seen);
    return core::preview(wanted, *seen, house);
  });
  if (!letter) return fail(letter);
  letter->attachments.clear();  // the files of the mail that it tells of
  auto words = standing->texts.render(*letter);
  if (!words) return fail(words);
  auto bytes = templates::compose(*letter, {}, standing->texts);
  if (!bytes) return fail(bytes);
  return PreviewedLetter{std::move(*letter), std::move(words->text), std::move(words->html),
                         std::move(*bytes)};
}

}  // namespace ticketd::daemon
