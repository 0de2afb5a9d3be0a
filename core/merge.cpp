#include "core/merge.h"

#include "core/copies.h"
#include "core/effects.h"
#include "core/names.h"
#include "core/wake.h"

#include <algorithm>

namespace ticketd::core {

namespace {

std::string numbered(const Ticket& ticket) { return "ticket " + std::to_string(ticket.id.value); }

/// Whether this decision did it already: the evidence shows how everything was before.
template <class Move, class Same>
bool moved_here(const Draft& draft, Same same) {
  return std::any_of(draft.changes().begin(), draft.changes().end(), [&](const Change& change) {
    const auto* move = std::get_if<Move>(&change);
    return move != nullptr && same(*move);
  });
}

}  // namespace

Result<> check_merge(const Draft& kept, const TicketContext& other, const Actor& actor) {
  if (other.ticket.id == kept.ticket().id) return wrong_value("a ticket is not merged into itself");
  const auto same = [&](const change::MoveEntries& move) { return move.from == other.ticket.id; };
  if (moved_here<change::MoveEntries>(kept, same))
    return wrong_value(numbered(other.ticket) + " is named twice");
  const auto verdict = authorize(actor, Deed::merge, other.ticket, kept.house().desk);
  if (verdict.refused()) return refuse(numbered(other.ticket) + ": " + verdict.reason);
  return {};
}

std::vector<Address> merge(Draft& kept, const TicketContext& other, const Actor& actor) {
  const auto by = actor.by();
  auto gone = kept.beside(other);
  gone.merge_into(kept.ticket(), by);
  wind_clocks(gone);
  kept.record(EventKind::merged, std::to_string(other.ticket.id.value), {}, by);
  std::vector<Address> joined;
  const auto join = [&](const Address& person) {
    if (person.address.empty() || takes_part(kept.ticket(), person.address)) return;
    kept.add_participant(person, by);
    joined.push_back(person);
  };
  join(other.ticket.requester);
  for (const auto& participant : other.ticket.participants) join(participant.address);
  for (const auto& tag : other.ticket.tags) kept.add_tag(tag, by);
  for (const auto& link : other.ticket.links)
    if (link.kind == LinkKind::escalated_to) kept.link(link.kind, link.ticket, by);
  if (other.ticket.state == State::escalated && is_active(kept.ticket().state))
    kept.set_state(State::escalated, by);
  for (const auto& [name, value] : other.ticket.fields)
    if (!kept.ticket().fields.contains(name)) kept.set_field(name, value, by);
  return joined;
}

Result<> check_split(const Draft& from, const Entry* entry) {
  if (!entry || entry->ticket != from.ticket().id)
    return fail(ErrorKind::not_found, "the ticket has no such entry");
  const bool by_customer = entry->author.role == Role::requester || entry->author.role == Role::cc;
  const auto same = [&](const change::MoveEntry& move) { return move.entry == entry->id; };
  if (moved_here<change::MoveEntry>(from, same)) return refuse("the entry is split off already");
  if (entry->visibility != Visibility::public_ || !by_customer)
    return refuse("only what a customer wrote can be split off");
  if (from.ticket().interactions < 2) return refuse("the ticket would be left without a word");
  return {};
}

TicketId split(Draft& from, const Entry& entry, const std::string& subject, const Actor& actor) {
  const auto& old = from.ticket();
  const auto by = actor.by();
  Ticket ticket;
  ticket.subject = subject.empty() ? old.subject : subject;
  ticket.channel = old.channel;
  ticket.mailbox = old.mailbox;
  ticket.group = old.group;
  ticket.assignee = old.assignee;
  ticket.language = old.language;
  ticket.requester = entry.author.address;
  ticket.links = {{LinkKind::split_from, old.id}};
  auto made = from.open_beside(std::move(ticket), by);
  const auto number = made.ticket().id;
  made.record(EventKind::linked, std::string(name_of(LinkKind::split_from)), std::to_string(old.id.value),
              by);
  made.change(change::MoveEntry{entry.id, old.id, number});
  if (!entry.message_id.empty()) made.change(change::LearnAlias{entry.message_id, number});
  from.record(EventKind::split, std::to_string(entry.id.value), std::to_string(number.value), by);
  auto moved = entry;
  moved.ticket = number;
  Trace trace;
  auto facts = facts_of(made);
  facts.author = entry.author.role;
  Effects effects(made, trace);
  effects.run(RuleEvent::created, facts);
  effects.apply();
  effects.finish(moved);
  wind_clocks(made);
  return number;
}

}  // namespace ticketd::core
