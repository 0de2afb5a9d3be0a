#include "core/receive.h"

#include "core/act.h"
#include "core/author_name.h"
#include "core/bounced.h"
#include "core/consent.h"
#include "core/message_id.h"
#include "core/names.h"
#include "core/reception.h"
#include "core/spoken.h"

namespace ticketd::core {

namespace {

bool is_machine(MailKind kind) { return kind != MailKind::human && kind != MailKind::list; }

std::string evidence_text(const Mail& mail) {
  std::string text;
  for (const auto& one : mail.evidence) text += (text.empty() ? "" : "; ") + one;
  return text;
}

Decision as_duplicate(Reception& at) {
  const auto steps = std::move(at.trace().steps);
  at.trace() = *at.evidence.duplicate_of;
  at.trace().steps = steps;
  at.trace().place = Place::duplicate;
  at.trace().tried("duplicate", "yes", "same Message-ID and content as a mail before");
  return at.settle();
}

/// An agent as authentication says, whose mails are obeyed.
bool is_proven_agent(const Reception& at) {
  return at.arrival.trust.trust == Trust::proven && at.house.desk.agent_with_address(at.arrival.author());
}

/// A mail of an agent that was obeyed before, sent again by whoever has a copy: the signature still holds.
Decision as_replay(Reception& at) {
  const auto& first = *at.evidence.replay_of;
  at.trace().tried("replay", "yes", first.message_id);
  at.trace().place = Place::duplicate;
  at.trace().ticket = first.ticket;
  at.trace().entry = first.entry;
  return at.settle();
}

/// Why a mail is held back until a person lets it in; empty: it is not.
std::string refusal(const Reception& at) {
  if (at.mail.size == 0) return "empty mail";
  if (at.mail.from.empty() && at.mail.kind != MailKind::bounce) return "no sender address";
  if (at.house.desk.mailbox_of(at.arrival.author())) return "loop: the sender is one of our own addresses";
  if (!at.house.settings.loop_id.empty() && at.mail.loop_id == at.house.settings.loop_id)
    return "loop: a mail of ours came back";
  return {};
}

// ---- machines ---------------------------------------------------------------------------------------------

Decision from_bounce(Reception& at) {
  auto bounce = find_bounced(at.arrival, at.evidence, at.house, at.trace());
  if (!bounce) return at.quarantine("bounce of no mail that we sent to that recipient");
  auto draft = at.draft_of(bounce->item.ticket);
  at.where.role = Role::system;
  at.trace().role = Role::system;
  auto entry = at.entry_of_mail(EntryKind::automatic);
  entry.text = at.mail.text;
  entry.full_text.clear();
  const auto added = draft.add_private(std::move(entry), at.cited());
  record_bounce(draft, *bounce);
  Effects effects(draft, at.trace());
  effects.run(RuleEvent::bounced, at.facts(draft));
  effects.apply();
  effects.finish(*added);
  return at.settle(draft, added->id);
}

Decision from_machine(Reception& at) {
  if (at.where.ticket) {
    auto draft = at.draft_of(*at.where.ticket);
    at.trace().tried("machine", "private entry", "no reopening, no answer, no change of owner");
    const auto added = draft.add_private(at.entry_of_mail(EntryKind::automatic), at.cited());
    return at.settle(draft, added->id);
  }
  const bool answers_nothing = at.mail.kind == MailKind::auto_reply || at.mail.kind == MailKind::receipt;
  if (answers_nothing && !at.arrival.released)
    return at.quarantine(std::string(name_of(at.mail.kind)) + " to nothing that we know");
  at.needs_ticket();
  return open_ticket(at);
}

// ---- confirmations ----------------------------------------------------------------------------------------

/// The proven mail of the agent who was asked; it carries the token of the question.
bool confirms(Reception& at) {
  const auto& asked = *at.evidence.confirmation;
  const auto* agent = at.house.desk.agent_with_address(at.arrival.author());
  const bool right = agent && agent->name == asked.agent && at.arrival.trust.trust == Trust::proven &&
                     at.mail.kind == MailKind::human && at.evidence.tickets.contains(asked.ticket);
  at.trace().tried("confirmation", right ? "yes" : "no",
                   right ? asked.agent : "not a proven mail of the agent who was asked");
  return right;
}

/// Nothing of it happens, and the agent who asked for it hears why.
Decision not_done(Reception& at, Draft& draft, const Confirmation& asked, const std::string& why,
                  std::optional<EntryId> words = std::nullopt) {
  const std::string deed(name_of(asked.deed));
  draft.record(EventKind::confirmation, deed, {}, by_agent(asked.agent));
  write_to_agent(draft, LetterKind::command_result, *at.house.desk.agent_named(asked.agent),
                 {{"problems", '#' + deed + " was not done: " + why + '\n'},
                  {"text", words ? at.mail.new_text : std::string{}}},
                 words);
  return at.settle(draft, words);
}

EntryId keep_as_note(Reception& at, Draft& draft) {
  at.where.agent = at.house.desk.agent_with_address(at.arrival.author());
  at.trace().role = at.where.role = Role::agent;
  return draft.add_private(at.entry_of_mail(EntryKind::note), at.cited())->id;
}

/// A mail with commands wants something else than what it was asked.
Consent consent_in(const Mail& mail, const Agent& agent) {
  if (!mail.commands.empty() || !mail.command_problems.empty()) return Consent::unclear;
  return mail.nothing_new ? Consent::given : consent_of(mail.new_text, agent);
}

Decision confirmed(Reception& at) {
  const auto asked = *at.evidence.confirmation;
  const auto* agent = at.house.desk.agent_named(asked.agent);
  auto draft = at.draft_of(kept_of(asked.ticket, at.evidence, at.trace()));
  const auto consent = consent_in(at.mail, *agent);
  if (consent != Consent::unclear) draft.change(change::TakeConfirmation{asked.id});
  draft.change(change::LearnAlias{message_id_key(at.mail.message_id), draft.ticket().id});
  at.trace().role = Role::agent;
  if (consent != Consent::given) {
    const bool refused = consent == Consent::refused;
    at.trace().tried("confirmed", "no", refused ? "the answer declines" : "the answer is no plain consent");
    return not_done(at, draft, asked,
                    refused ? "your answer says no; it is kept as a private note"
                            : "your answer is no plain \"yes\"; it is kept as a private note, and no command "
                              "in it was carried out. The question may still be answered within its hour",
                    keep_as_note(at, draft));
  }
  // What was asked for by mail is allowed now, if it is still allowed at all.
  auto actor = at_the_socket(agent);
  const ActionRequest request{
      .deed = asked.deed, .text = asked.text, .to = asked.to, .cc = asked.cc, .entry = asked.entry};
  Carrier carrier;
  carrier.files = attached(at.arrival.files);
  const auto acted = act(draft, request, actor, at.evidence, carrier);
  at.trace().tried("confirmed", acted ? "done" : "refused", acted ? std::string{} : acted.error().detail);
  if (!acted) return not_done(at, draft, asked, acted.error().detail);
  draft.record(EventKind::confirmation, {}, std::string(name_of(asked.deed)), actor.by());
  return at.settle(draft, acted->entry);
}

/// The ticket of a question that waits no longer, where a proven agent's mail answers that question; one with
/// commands says itself what it wants.
std::optional<TicketId> ticket_of_old_question(const Reception& at) {
  if (at.evidence.confirmation || at.mail.kind != MailKind::human || !at.mail.commands.empty() ||
      !is_proven_agent(at))
    return std::nullopt;
  std::optional<TicketId> ticket;
  for (const auto& found : at.arrival.tokens) {
    const bool asks = found.token.purpose == Purpose::confirm;
    if (!asks && found.answered)
      return std::nullopt;  // another mail of ours, whatever address the client took
    if (asks && found.is_meant() && at.evidence.tickets.contains(found.token.ticket))
      ticket = found.token.ticket;
  }
  return ticket;
}

/// Its words are kept, nothing is done, and the agent hears so: a second "yes" may have meant the first.
Decision too_late(Reception& at, TicketId ticket) {
  at.trace().tried("confirmation", "no", "the question was answered before, or its hour is over");
  auto draft = at.draft_of(kept_of(ticket, at.evidence, at.trace()));
  const auto kept = keep_as_note(at, draft);
  write_to_agent(
      draft, LetterKind::command_result, *at.where.agent,
      {{"problems",
        "the question that you answered was answered before, or is older than an hour: nothing was "
        "done now\n"}},
      kept);
  return at.settle(draft, kept);
}

Decision decide(Reception& at) {
  at.trace().tried("kind", std::string(name_of(at.mail.kind)), evidence_text(at.mail));
  at.trace().tried("trust", std::string(name_of(at.arrival.trust.trust)), at.arrival.trust.why);
  if (at.evidence.duplicate_of) return as_duplicate(at);
  if (at.evidence.replay_of && is_proven_agent(at)) return as_replay(at);
  const auto reason = refusal(at);
  if (at.arrival.released)
    at.trace().tried("quarantine", "released", reason);
  else if (!reason.empty())
    return at.quarantine(reason);
  if (at.mail.kind == MailKind::bounce) return from_bounce(at);
  at.where = resolve(at.arrival, at.evidence, at.house, at.trace());
  at.trace().role = at.where.role;
  if (at.evidence.confirmation && confirms(at)) return confirmed(at);
  if (const auto ticket = ticket_of_old_question(at)) return too_late(at, *ticket);
  if (is_machine(at.mail.kind)) return from_machine(at);
  return take_turn(at);
}

/// Bounces stopped our mails to an address from which somebody wrote now: they may go there again.
void reach_again(Decision& decision, const Reception& at) {
  const auto& trace = decision.trace;
  if (!at.evidence.author_marked || at.arrival.trust.trust != Trust::proven || !trace.ticket ||
      at.mail.kind != MailKind::human || trace.place != Place::ticket)
    return;
  decision.changes.emplace_back(change::ClearAddress{at.arrival.author()});
  decision.changes.emplace_back(
      change::RecordEvent{{*trace.ticket, at.house.now, EventKind::delivery, at.arrival.author(),
                           "deliverable again: somebody wrote from there", by_system()}});
}

}  // namespace

Decision receive(const Arrival& arrival, Evidence evidence, const House& house, Telling telling) {
  Reception at{arrival, arrival.mail, std::move(evidence), house, {}, {}};
  at.trace().message_id = message_id_key(arrival.mail.message_id);
  at.trace().trust = arrival.trust.trust;
  at.trace().thorough = telling == Telling::in_full;
  auto decision = decide(at);
  if (is_proven_agent(at) && decision.trace.place == Place::ticket && !arrival.mail.seals.empty())
    decision.changes.emplace_back(change::KnowSeals{arrival.key, arrival.mail.seals, house.now});
  reach_again(decision, at);
  return decision;
}

}  // namespace ticketd::core
