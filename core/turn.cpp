// A person's words about a ticket that exists: where the table of core/authority puts them, and what they set
// going.
#include "core/act.h"
#include "core/assign.h"
#include "core/command_mail.h"
#include "core/copies.h"
#include "core/correspondence.h"
#include "core/forwarding.h"
#include "core/message_id.h"
#include "core/reception.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

bool linked(const Ticket& ticket, TicketId other) {
  return std::any_of(ticket.links.begin(), ticket.links.end(),
                     [&](const Link& link) { return link.ticket == other; });
}

/// A mail that turns out to connect two tickets links them; merging stays with a person.
void link_connected(Reception& at, Draft& draft) {
  for (const auto* seen : {&at.evidence.sightings, &at.evidence.awaited_by})
    for (const auto& one : *seen)
      if (one.ticket != draft.ticket().id && one.how != SightingHow::ours &&
          at.evidence.tickets.contains(one.ticket) && !linked(draft.ticket(), one.ticket) &&
          !linked(at.evidence.tickets.at(one.ticket).ticket, draft.ticket().id))
        draft.link(LinkKind::possible_origin, one.ticket, at.by());
}

/// Our Message-ID, as a relay rewrote it: found by the token in the address, it is known from now on.
void learn_rewritten_id(Reception& at, Draft& draft) {
  if (!at.where.by_address || at.mail.in_reply_to.empty() || at.unproven()) return;
  const auto cited = message_id_key(at.mail.in_reply_to.front());
  const bool known = std::any_of(at.evidence.sightings.begin(), at.evidence.sightings.end(),
                                 [&](const Sighting& seen) { return seen.message_id == cited; });
  if (known || cited.empty()) return;
  draft.change(change::LearnAlias{cited, draft.ticket().id});
  at.trace().tried("rewritten id", "learnt", cited);
}

std::string one_a_line(const std::vector<Address>& people) {
  std::string lines;
  for (const auto& person : people) lines += (lines.empty() ? "" : "\n") + person.address;
  return lines;
}

/// The requester's own mail tells where answers go from now on; elsewhere than there only a proven one.
/// Whoever answers at that other address, as the author of a web form does, changes nothing.
void follow_reply_to(const Reception& at, Draft& draft) {
  const auto& ticket = draft.ticket();
  const bool is_own = at.mail.kind == MailKind::human && !at.unproven() &&
                      equal_ignoring_case(at.arrival.author(), ticket.requester.address);
  const auto wanted = answers_wanted_at(at.mail, at.house.desk);
  if (!is_own || equal_ignoring_case(wanted, ticket.reply_to)) return;
  if (wanted.empty() || at.arrival.trust.trust == Trust::proven) draft.set_reply_to(wanted, at.by());
}

Decision follow_up(Reception& at, const Draft& closed, Effects& effects) {
  effects.record_follow_up();
  at.trace().tried("follow-up", "yes", "ticket " + std::to_string(closed.ticket().id.value) + " is closed");
  at.where.role = Role::requester;
  return open_ticket(at, LinkKind::follow_up_of, closed.ticket().id);
}

Decision public_entry(Reception& at) {
  auto draft = at.draft_of(*at.where.ticket);
  const auto event =
      at.where.role == Role::requester ? RuleEvent::requester_replied : RuleEvent::participant_replied;
  Effects effects(draft, at.trace());
  effects.run(event, at.facts(draft), at.unproven() ? Effects::Scope::only_reopen : Effects::Scope::all);
  if (effects.follow_up()) return follow_up(at, draft, effects);
  const auto added = draft.add_public(at.entry_of_mail(EntryKind::mail), at.cited());
  draft.snooze(std::nullopt, at.by());
  follow_reply_to(at, draft);
  effects.apply();
  if (draft.ticket().state == State::spam) return at.settle(draft, added->id);
  if (at.unproven()) return at.settle(draft, added->id);  // kept and marked; nothing is sent because of it
  reassign_from_absent(draft, at.trace());
  const auto suggested = join_copies(draft, at.mail, at.arrival.trust.trust, at.by());
  learn_rewritten_id(at, draft);
  link_connected(at, draft);
  effects.about(event, *added, {{"suggested", one_a_line(suggested)}});
  effects.finish(*added);
  return at.settle(draft, added->id);
}

Decision obeyed(Reception& at, Obedience how) {
  auto draft = at.draft_of(*at.where.ticket);
  const auto before = draft.ticket();
  const auto done = obey(draft, at.arrival, *at.where.agent, at.evidence, at.where.forward, at.trace(), how);
  learn_rewritten_id(at, draft);
  run_rules_after(draft, before,
                  {.publicly = done.public_entry,
                   .as_note = done.as_note,
                   .text = at.mail.new_text,
                   .by = at.where.agent->name},
                  at.trace());
  return at.settle(draft, done.entry);
}

/// A note of somebody who gives no commands; an agent's is carried by obey().
Decision private_note(Reception& at, RuleEvent event) {
  auto draft = at.draft_of(*at.where.ticket);
  auto entry = at.entry_of_mail(EntryKind::note);
  entry.forward = at.where.forward;
  const auto added = draft.add_private(std::move(entry), at.cited());
  Effects effects(draft, at.trace());
  effects.run(event, at.facts(draft));
  effects.apply();
  effects.finish(*added);
  return at.settle(draft, added->id);
}

/// Kept, not obeyed, and told to the address that the agent has registered, without a word of it.
Decision unverified_note(Reception& at) {
  auto draft = at.draft_of(*at.where.ticket);
  auto entry = at.entry_of_mail(EntryKind::note);
  entry.unverified = true;
  const auto added = draft.add_private(std::move(entry), at.cited());
  const auto& limits = at.house.settings.automatic;
  const bool may_write = draft.context().automatic_today < limits.per_ticket_per_day;
  at.trace().tried(
      "agent", "not obeyed",
      std::string(at.where.token_for_author ? "the author is not proven" : "no token of this ticket") +
          (may_write ? "" : "; not told again today"));
  if (may_write && at.where.agent)
    write_to_agent(draft, LetterKind::unverified, *at.where.agent,
                   {{"author_address", at.arrival.author()},
                    {"no_token", at.arrival.trust.trust == Trust::proven ? "yes" : ""}},
                   added->id);
  return at.settle(draft, added->id);
}

}  // namespace

Decision take_turn(Reception& at) {
  switch (place_of_words(at.where.answers, author_of(at.arrival, at.where))) {
    case Outcome::public_entry:
      return public_entry(at);
    case Outcome::agent_answer:
      return obeyed(at, Obedience::in_public);
    case Outcome::private_note:
      return at.where.role == Role::agent ? obeyed(at, Obedience::in_private)
                                          : private_note(at, RuleEvent::note_added);
    case Outcome::note_on_forward:
      if (at.where.role == Role::agent) return obeyed(at, Obedience::in_circle);
      return private_note(
          at, at.where.role == Role::forwardee ? RuleEvent::forwardee_replied : RuleEvent::note_added);
    case Outcome::unverified_note:
      return unverified_note(at);
    case Outcome::new_ticket:
      at.needs_ticket();
      return tells_absence(at) ? keep_absence(at) : open_ticket(at);
    case Outcome::new_ticket_naming:
      return open_ticket(at, LinkKind::possible_origin, *at.where.ticket);
  }
  return open_ticket(at);
}

}  // namespace ticketd::core
