#include "core/receive.h"

#include "core/act.h"
#include "core/assign.h"
#include "core/bounced.h"
#include "core/command_mail.h"
#include "core/copies.h"
#include "core/correspondence.h"
#include "core/effects.h"
#include "core/message_id.h"
#include "core/mood.h"
#include "core/names.h"
#include "core/spam.h"
#include "core/text.h"
#include "core/wake.h"

#include <algorithm>

namespace ticketd::core {

namespace {

bool is_machine(MailKind kind) { return kind != MailKind::human && kind != MailKind::list; }

/// Without any `[#n]`: the new ticket's own number will stand there.
std::string without_numbers(std::string subject) {
  for (auto open = subject.find("[#"); open != std::string::npos; open = subject.find("[#", open)) {
    const auto close = subject.find(']', open);
    if (close == std::string::npos) break;
    subject.erase(open, close - open + 1);
  }
  return std::string(trim(subject));
}

std::vector<std::string> keys_of(const Mail& mail) {
  std::vector<std::string> keys;
  for (const auto* list : {&mail.in_reply_to, &mail.references})
    for (const auto& id : *list) keys.push_back(message_id_key(id));
  return keys;
}

class Reception {
 public:
  Reception(const Arrival& arrival, Evidence evidence, const House& house, std::uint64_t dice)
      : arrival_(arrival), mail_(arrival.mail), evidence_(std::move(evidence)), house_(house), dice_(dice) {
    trace().message_id = message_id_key(mail_.message_id);
    trace().trust = arrival.trust.trust;
  }

  Decision run() {
    trace().tried("kind", std::string(name_of(mail_.kind)), evidence_text());
    trace().tried("trust", std::string(name_of(arrival_.trust.trust)), arrival_.trust.why);
    if (evidence_.duplicate_of) return as_duplicate();
    if (const auto reason = refusal(); !reason.empty() && !arrival_.released) return to_quarantine(reason);
    if (mail_.kind == MailKind::bounce) return bounced();
    where_ = resolve(arrival_, evidence_, house_, trace());
    trace().role = where_.role;
    if (evidence_.confirmation && confirms()) return confirmed();
    if (is_machine(mail_.kind)) return from_machine();
    return from_person();
  }

 private:
  Trace& trace() { return decision_.trace; }
  bool unproven() const { return arrival_.trust.trust == Trust::unproven; }
  std::string by() const { return by_mail(arrival_.author()); }

  std::string evidence_text() const {
    std::string text;
    for (const auto& one : mail_.evidence) text += (text.empty() ? "" : "; ") + one;
    return text;
  }

  // ---- places
  // ----------------------------------------------------------------------------------------------------

  Decision as_duplicate() {
    const auto steps = std::move(trace().steps);
    trace() = *evidence_.duplicate_of;
    trace().steps = steps;
    trace().place = Place::duplicate;
    trace().tried("duplicate", "yes", "same Message-ID and content as a mail before");
    return settle();
  }

  std::string refusal() const {
    if (mail_.size == 0) return "empty mail";
    if (mail_.from.empty() && mail_.kind != MailKind::bounce) return "no sender address";
    if (house_.desk.mailbox_of(arrival_.author())) return "loop: the sender is one of our own addresses";
    if (!house_.settings.loop_id.empty() && mail_.loop_id == house_.settings.loop_id)
      return "loop: a mail of ours came back";
    return {};
  }

  Decision to_quarantine(const std::string& reason) {
    trace().place = Place::quarantine;
    trace().tried("quarantine", "yes", reason);
    std::string to;
    for (const auto& recipient : arrival_.envelope.recipients) to += (to.empty() ? "" : ", ") + recipient;
    decision_.changes.emplace_back(change::Quarantine{arrival_.key, reason, arrival_.author(), std::move(to),
                                                      mail_.subject, trace().message_id, trace(),
                                                      house_.now});
    return std::move(decision_);
  }

  Decision settle() {
    decision_.changes.emplace_back(
        change::Settle{arrival_.key, trace().message_id, mail_.content_hash, trace()});
    return std::move(decision_);
  }

  Decision settle(Draft& draft, std::optional<EntryId> entry) {
    wind_clocks(draft);
    trace().ticket = draft.ticket().id;
    trace().entry = entry;
    return settle();
  }

  // ---- entries
  // ---------------------------------------------------------------------------------------------------

  Draft draft_of(TicketId ticket) {
    return Draft(house_, evidence_.tickets.at(ticket), evidence_.desk, evidence_.fresh, decision_.changes);
  }

  Entry entry_of_mail(EntryKind kind, Visibility visibility) const {
    Entry entry;
    entry.kind = kind;
    entry.visibility = visibility;
    entry.author.address = mail_.from.empty() ? Address{} : mail_.from.front();
    entry.author.role = where_.role;
    entry.author.trust = arrival_.trust.trust;
    entry.author.agent = where_.agent ? where_.agent->name : std::string{};
    entry.message_id = trace_id();
    entry.text = mail_.new_text;
    if (trim(mail_.text) != trim(mail_.new_text)) entry.full_text = mail_.text;
    entry.html = mail_.html.has_value();
    entry.attachments = arrival_.files;
    entry.mail = arrival_.key;
    entry.unverified = unproven();
    return entry;
  }

  std::string trace_id() const { return message_id_key(mail_.message_id); }

  Entry add(Draft& draft, Entry entry) {
    auto copy = entry;
    copy.id = draft.add_entry(std::move(entry), keys_of(mail_));
    return copy;
  }

  // ---- machines
  // --------------------------------------------------------------------------------------------------

  Decision bounced() {
    auto bounce = find_bounced(arrival_, evidence_, house_, trace());
    if (!bounce) return to_quarantine("bounce of no mail that we sent to that recipient");
    auto draft = draft_of(bounce->item.ticket);
    where_.role = Role::system;
    trace().role = Role::system;
    auto entry = entry_of_mail(EntryKind::automatic, Visibility::private_);
    entry.text = mail_.text;
    entry.full_text.clear();
    const auto added = add(draft, std::move(entry));
    record_bounce(draft, *bounce);
    Effects effects(draft, trace());
    effects.run(RuleEvent::bounced, facts(draft));
    effects.apply();
    effects.finish(added);
    return settle(draft, added.id);
  }

  Decision from_machine() {
    if (where_.ticket) {
      auto draft = draft_of(*where_.ticket);
      trace().tried("machine", "private entry", "no reopening, no answer, no change of owner");
      const auto added = add(draft, entry_of_mail(EntryKind::automatic, Visibility::private_));
      return settle(draft, added.id);
    }
    const bool answers_nothing = mail_.kind == MailKind::auto_reply || mail_.kind == MailKind::receipt;
    if (answers_nothing && !arrival_.released)
      return to_quarantine(std::string(name_of(mail_.kind)) + " to nothing that we know");
    return new_ticket(std::nullopt);
  }

  // ---- people
  // ----------------------------------------------------------------------------------------------------

  Decision from_person() {
    switch (place_of_words(where_.answers, author_of(arrival_, where_))) {
      case Outcome::public_entry:
        return public_entry();
      case Outcome::agent_answer:
        return agent_answer();
      case Outcome::private_note:
        return private_note();
      case Outcome::unverified_note:
        return unverified_note();
      case Outcome::note_on_forward:
        return note_on_forward();
      case Outcome::new_ticket:
        return new_ticket(std::nullopt);
      case Outcome::new_ticket_naming:
        return new_ticket(where_.ticket);
    }
    return new_ticket(std::nullopt);
  }

  Facts facts(const Draft& draft) const {
    auto facts = facts_of(draft);
    facts.mail = &mail_;
    facts.trust = arrival_.trust.trust;
    facts.mood = mood_of(mail_);
    return facts;
  }

  Decision public_entry() {
    auto draft = draft_of(*where_.ticket);
    const auto event =
        where_.role == Role::requester ? RuleEvent::requester_replied : RuleEvent::participant_replied;
    Effects effects(draft, trace());
    effects.run(event, facts(draft), unproven() ? Effects::Scope::only_reopen : Effects::Scope::all);
    if (effects.follow_up()) return follow_up(draft);
    const auto added = add(draft, entry_of_mail(EntryKind::mail, Visibility::public_));
    effects.apply();
    if (draft.ticket().state == State::spam) return settle(draft, added.id);
    if (unproven()) return settle(draft, added.id);  // kept and marked; nothing is sent because of it
    join_copies(draft, mail_, arrival_.trust.trust, by());
    link_connected(draft);
    effects.tell(LetterKind::customer_reply);
    effects.finish(added);
    return settle(draft, added.id);
  }

  /// A mail that turns out to connect two tickets links them; merging stays with a person (CONTRACT 8).
  void link_connected(Draft& draft) {
    for (const auto* seen : {&evidence_.sightings, &evidence_.awaited_by})
      for (const auto& one : *seen)
        if (one.ticket != draft.ticket().id && one.how != SightingHow::ours &&
            evidence_.tickets.contains(one.ticket) && !linked(draft.ticket(), one.ticket) &&
            !linked(evidence_.tickets.at(one.ticket).ticket, draft.ticket().id))
          draft.link(LinkKind::possible_origin, one.ticket, by());
  }

  static bool linked(const Ticket& ticket, TicketId other) {
    return std::any_of(ticket.links.begin(), ticket.links.end(),
                       [&](const Link& link) { return link.ticket == other; });
  }

  Decision follow_up(const Draft& closed) {
    trace().tried("follow-up", "yes", "ticket " + std::to_string(closed.ticket().id.value) + " is closed");
    where_.role = Role::requester;
    return open_ticket(LinkKind::follow_up_of, closed.ticket().id);
  }

  Decision agent_answer() {
    auto draft = draft_of(*where_.ticket);
    const auto before = draft.ticket();
    const auto done = obey(draft, arrival_, *where_.agent, evidence_.message_id_known, trace());
    run_rules_after(draft, before,
                    {.publicly = done.public_entry, .as_note = done.entry && !done.public_entry}, trace());
    return settle(draft, done.entry);
  }

  Decision private_note() {
    auto draft = draft_of(*where_.ticket);
    if (where_.role == Role::agent && !mail_.commands.empty()) {
      const auto done =
          obey(draft, arrival_, *where_.agent, evidence_.message_id_known, trace(), Obedience::in_private);
      return settle(draft, done.entry);
    }
    auto entry = entry_of_mail(EntryKind::note, Visibility::private_);
    entry.forward = where_.forward;
    const auto added = add(draft, std::move(entry));
    if (where_.role == Role::agent && where_.forward) answer_circle(draft, added);
    Effects effects(draft, trace());
    effects.run(RuleEvent::note_added, facts(draft));
    effects.apply();
    effects.tell(LetterKind::note_added);
    effects.finish(added);
    return settle(draft, added.id);
  }

  /// An agent's answer to what an outsider wrote goes to that forward's people, and to nobody else.
  void answer_circle(Draft& draft, const Entry& entry) {
    for (const auto& forward : draft.context().forwards)
      if (forward.entry == *where_.forward)
        return send_to_circle(draft, forward, {{"comment", entry.text}}, entry.attachments);
  }

  Decision note_on_forward() {
    auto draft = draft_of(*where_.ticket);
    auto entry = entry_of_mail(EntryKind::note, Visibility::private_);
    entry.forward = where_.forward;
    const auto added = add(draft, std::move(entry));
    if (where_.role == Role::agent) answer_circle(draft, added);
    Effects effects(draft, trace());
    effects.run(where_.role == Role::forwardee ? RuleEvent::forwardee_replied : RuleEvent::note_added,
                facts(draft));
    effects.apply();
    effects.tell(LetterKind::note_added);
    effects.finish(added);
    return settle(draft, added.id);
  }

  Decision unverified_note() {
    auto draft = draft_of(*where_.ticket);
    auto entry = entry_of_mail(EntryKind::note, Visibility::private_);
    entry.unverified = true;
    const auto added = add(draft, std::move(entry));
    const bool may_write = draft.context().automatic_today < house_.settings.automatic.per_ticket_per_day;
    trace().tried(
        "agent", "not obeyed",
        std::string(where_.token_for_author ? "the author is not proven" : "no token of this agent") +
            (may_write ? "" : "; not told again today"));
    if (may_write && where_.agent)
      write_to_agent(draft, LetterKind::unverified, *where_.agent, {{"author_address", arrival_.author()}},
                     added.id);
    return settle(draft, added.id);
  }

  // ---- confirmations
  // ---------------------------------------------------------------------------------------------

  bool confirms() {
    const auto& asked = *evidence_.confirmation;
    const auto* agent = house_.desk.agent_with_address(arrival_.author());
    const bool right = agent && agent->name == asked.agent && arrival_.trust.trust == Trust::proven &&
                       mail_.kind == MailKind::human && evidence_.tickets.contains(asked.ticket);
    trace().tried("confirmation", right ? "yes" : "no",
                  right ? asked.agent : "not a proven mail of the agent who was asked");
    return right;
  }

  Decision confirmed() {
    const auto asked = *evidence_.confirmation;
    auto draft = draft_of(asked.ticket);
    draft.change(change::TakeConfirmation{asked.id});
    const auto actor = agent_by_mail(*house_.desk.agent_named(asked.agent), arrival_.trust.trust, true);
    const auto entry = forward_ticket(draft, asked.to, asked.cc, asked.text, actor);
    draft.change(change::LearnAlias{trace_id(), draft.ticket().id});
    draft.record(EventKind::confirmation, {}, "forward", actor.by());
    trace().role = Role::agent;
    return settle(draft, entry);
  }

  // ---- new tickets
  // -----------------------------------------------------------------------------------------------

  Decision new_ticket(std::optional<TicketId> origin) {
    where_.role = Role::requester;
    trace().role = Role::requester;
    if (origin) return open_ticket(LinkKind::possible_origin, *origin);
    return open_ticket(std::nullopt, {});
  }

  Ticket blank_ticket() const {
    Ticket ticket;
    const auto* mailbox = mailbox_of(mail_, arrival_.source, arrival_.envelope, house_.desk);
    ticket.subject = without_numbers(mail_.subject);
    ticket.mailbox = mailbox ? mailbox->name : std::string{};
    ticket.group = mailbox ? mailbox->group : std::string{};
    ticket.language = mail_.language;
    if (!mail_.from.empty()) ticket.requester = mail_.from.front();
    if (!mail_.reply_to.empty() && !equal_ignoring_case(mail_.reply_to.front().address, arrival_.author()) &&
        !house_.desk.mailbox_of(mail_.reply_to.front().address))
      ticket.reply_to = mail_.reply_to.front().address;
    for (const auto& address : people_copied(mail_, house_.desk))
      ticket.participants.push_back({address, Role::cc, house_.now});
    return ticket;
  }

  /// An agent's own proven mail that forwards one customer's: the ticket is that customer's (FEATURES I6).
  const ForwardedMail* forwarded_for_customer() const {
    const auto* agent = house_.desk.agent_with_address(arrival_.author());
    const bool ours = agent && arrival_.trust.trust == Trust::proven && mail_.forwarded;
    const bool readable = ours && mail_.forwarded->from.address.find('@') != std::string::npos &&
                          !house_.desk.agent_with_address(mail_.forwarded->from.address) &&
                          !house_.desk.mailbox_of(mail_.forwarded->from.address);
    return readable ? &*mail_.forwarded : nullptr;
  }

  /// What our filter says counts for new tickets; an agent's own mail is never spam.
  bool is_spam() {
    const auto verdict = spam_verdict(mail_, arrival_.source, house_.settings.trust);
    const bool spam = verdict && !house_.desk.agent_with_address(arrival_.author());
    trace().tried("spam", spam ? "yes" : "no", verdict.value_or(""));
    return spam;
  }

  Decision open_ticket(std::optional<LinkKind> link, TicketId other) {
    auto ticket = blank_ticket();
    if (link) ticket.links.push_back({*link, other});
    const auto* forwarded = link ? nullptr : forwarded_for_customer();
    if (forwarded) {
      ticket.requester = forwarded->from;
      ticket.reply_to.clear();
      ticket.participants.clear();
      if (!forwarded->subject.empty()) ticket.subject = without_numbers(forwarded->subject);
    }
    const bool spam = is_spam();
    if (spam) ticket.state = State::spam;
    auto draft =
        Draft::open(house_, std::move(ticket), evidence_.desk, evidence_.fresh, decision_.changes, by());
    if (link) draft.record(EventKind::linked, std::string(name_of(*link)), std::to_string(other.value), by());

    auto entry = entry_of_mail(EntryKind::mail, Visibility::public_);
    if (forwarded) {
      trace().tried("forwarded by an agent", "yes", "the ticket is " + forwarded->from.address + "'s");
      entry.author = {forwarded->from, Role::requester, Trust::plausible, {}};
      entry.text = forwarded->text;
    }
    const auto added = add(draft, std::move(entry));
    if (forwarded && !trim(forwarded->comment).empty()) {
      auto comment = entry_of_mail(EntryKind::note, Visibility::private_);
      comment.author.role = Role::agent;
      comment.message_id.clear();
      comment.attachments.clear();
      comment.full_text.clear();
      comment.text = forwarded->comment;
      draft.add_entry(std::move(comment));
    }
    if (spam) return settle(draft, added.id);  // nobody is told, nothing is answered, no rule runs
    assign_in_group(draft, dice_, trace());
    Effects effects(draft, trace());
    effects.run(RuleEvent::created, facts(draft));
    effects.apply();
    acknowledge_mail(draft, added.id, forwarded != nullptr);
    effects.tell(LetterKind::new_ticket);
    effects.finish(added);
    return settle(draft, added.id);
  }

  void acknowledge_mail(Draft& draft, EntryId entry, bool for_somebody_else) {
    std::string answer;
    if (mail_.kind != MailKind::human || mail_.answer_suppressed)
      answer = "no: not a person's mail, or no answer wanted";
    else if (unproven())
      answer = "no: the author is unproven";
    else if (for_somebody_else || house_.desk.agent_with_address(arrival_.author()))
      answer = "no: an agent wrote";
    else
      answer = acknowledge(draft, evidence_, entry);
    trace().tried("acknowledge", answer);
  }

  const Arrival& arrival_;
  const Mail& mail_;
  Evidence evidence_;
  const House& house_;
  std::uint64_t dice_;
  Destination where_;
  Decision decision_;
};

}  // namespace

Decision receive(const Arrival& arrival, Evidence evidence, const House& house, std::uint64_t dice) {
  return Reception(arrival, std::move(evidence), house, dice).run();
}

}  // namespace ticketd::core
