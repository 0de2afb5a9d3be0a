#include "core/escalation.h"

#include "core/assign.h"
#include "core/correspondence.h"
#include "core/effects.h"
#include "core/names.h"
#include "core/wake.h"

#include <algorithm>

namespace ticketd::core {

namespace {

std::string numbered(const Ticket& ticket) { return "#" + std::to_string(ticket.id.value); }

/// The escalation that this desk may go on with: what was closed is asked anew.
const Ticket* standing_escalation(const Draft& draft) {
  const auto& across = draft.context().across;
  if (across.empty()) return nullptr;
  const auto& other = across.front().ticket;
  const bool stands = other.state == State::resolved || is_active(other.state);
  return stands ? &other : nullptr;
}

/// The same words on the other side: for colleagues there, whoever could read them here.
Entry pass(const Entry& said, Draft& to) {
  Entry entry;
  entry.kind = EntryKind::note;
  entry.author = said.author;
  entry.text = said.text;
  entry.attachments = said.attachments;
  return *to.add_private(std::move(entry));
}

/// What no words tell: "[#57: resolved]".
Entry pass_state(const Ticket& from, Draft& to) {
  Entry entry;
  entry.kind = EntryKind::automatic;
  entry.author.role = Role::system;
  const auto reason = reason_of(from.resolution);
  entry.text = '[' + numbered(from) + ": " + std::string(name_of(from.state)) +
               (reason.empty() ? "" : ", " + reason) + ']';
  return *to.add_private(std::move(entry));
}

/// As the rules there see it: whoever asks is the customer of an escalation, whoever was asked an outsider. A
/// state is nobody's words.
Said came_across(const Draft& to, std::vector<Entry> entries) {
  Said said{.as_note = !entries.empty(), .author = Role::system};
  for (const auto& entry : entries) {
    if (entry.author.role == Role::system) continue;
    said.author = is_escalation(to.ticket()) ? Role::requester : Role::forwardee;
    said.text += (said.text.empty() ? "" : "\n\n") + entry.text;
  }
  said.entries = std::move(entries);
  return said;
}

/// The words with which a desk is asked: the agent's, and below them the customer's.
Entry question(const Draft& from, const std::string& words, const Actor& actor, const Entry* customers) {
  Entry entry;
  const auto* mailbox = from.mailbox();
  entry.author.address = mailbox ? mailbox->address : Address{};
  entry.author.role = Role::requester;
  entry.author.trust = Trust::proven;
  if (actor.agent) entry.author.agent = actor.agent->name;
  const auto& requester = from.ticket().requester;
  entry.text = words;
  if (!from.context().customer_text.empty())
    entry.text += (words.empty() ? "" : "\n\n") + std::string("— ") +
                  (requester.name.empty() ? requester.address : requester.name) + ":\n" +
                  from.context().customer_text;
  if (customers) entry.attachments = customers->attachments;
  return entry;
}

TicketId open_there(Draft& from, const ActionRequest& request, const Actor& actor, const Entry* customers) {
  const auto& desk = from.house().desk;
  const auto& old = from.ticket();
  const auto theirs = std::find_if(desk.mailboxes.begin(), desk.mailboxes.end(),
                                   [&](const Mailbox& one) { return one.group == request.group; });
  const auto asked = question(from, request.text, actor, customers);
  Ticket ticket;
  ticket.subject = old.subject;
  ticket.channel = "escalation";
  ticket.mailbox = theirs == desk.mailboxes.end() ? old.mailbox : theirs->name;
  ticket.group = request.group;
  ticket.assignee = request.agent;
  ticket.priority = old.priority;
  ticket.tags = old.tags;
  ticket.language = old.language;
  ticket.requester = asked.author.address;
  ticket.links = {{LinkKind::escalated_from, old.id}};
  auto there = from.open_beside(std::move(ticket), actor.by());
  there.record(EventKind::linked, std::string(name_of(LinkKind::escalated_from)),
               std::to_string(old.id.value), actor.by());
  const auto added = there.add_public(asked);
  Trace trace;
  auto facts = facts_of(there);
  facts.author = Role::requester;
  Effects effects(there, trace);
  effects.run(RuleEvent::created, facts);
  effects.apply();
  settle_in_group(there, trace);
  effects.finish(*added);
  wind_clocks(there);
  return there.ticket().id;
}

void ask_again(Draft& from, const ActionRequest& request, const Actor& actor, const Entry* customers) {
  auto there = from.beside(from.context().across.front());
  const auto before = there.ticket();
  auto asked = pass(question(from, request.text, actor, customers), there);
  if (!is_active(there.ticket().state)) there.set_state(State::open, actor.by());
  Trace trace;
  run_rules_after(there, before, came_across(there, {std::move(asked)}), trace);
}

/// What one decision did to a ticket, as far as the other side is concerned.
struct News {
  std::vector<Entry> said;
  bool answered = false;  ///< an agent answered publicly: of an escalation, what the other desk asked for
  bool reopened = false;
  bool changed_state = false;
};

/// Private words of agents always, and publicly what the other side is not a reader of: on the escalation
/// the answer, on the original what the customer wrote. A forward's circle keeps its words.
bool passes(const Entry& entry, bool of_escalation) {
  if (entry.kind == EntryKind::automatic || entry.unverified || entry.is_forward || entry.forward)
    return false;
  const bool by_agent = entry.author.role == Role::agent;
  if (entry.visibility == Visibility::private_) return by_agent;
  return by_agent == of_escalation;
}

News news_of(const Draft& draft) {
  News news;
  const auto id = draft.ticket().id;
  const bool of_escalation = is_escalation(draft.ticket());
  for (const auto& change : draft.changes()) {
    if (const auto* added = std::get_if<change::AddEntry>(&change); added && added->entry.ticket == id) {
      const auto& entry = added->entry;
      if (passes(entry, of_escalation)) news.said.push_back(entry);
      news.answered |= entry.visibility == Visibility::public_ && entry.author.role == Role::agent;
    }
    if (const auto* set = std::get_if<change::SetState>(&change); set && set->ticket == id) {
      news.changed_state = true;
      news.reopened |= set->reopens;
    }
  }
  return news;
}

/// Whether the other side has to be told of this side's state by itself.
bool is_worth_telling(const Ticket& ticket, const News& news) {
  if (!news.changed_state) return false;
  if (is_escalation(ticket)) return news.said.empty() && (news.reopened || !is_active(ticket.state));
  return ticket.state != State::escalated && ticket.state != State::escalation_answered;
}

/// The original's state goes after its escalation's.
void follow(Draft& original, const Ticket& escalation, const News& news) {
  const bool answered = news.answered || (news.changed_state && !is_active(escalation.state));
  if (answered && original.ticket().state == State::escalated)
    original.set_state(State::escalation_answered, by_ticket(escalation.id));
  else if (news.reopened && !answered && original.ticket().state == State::escalation_answered)
    original.set_state(State::escalated, by_ticket(escalation.id));
}

}  // namespace

std::optional<TicketId> other_side(const Ticket& ticket) {
  const auto kind = is_escalation(ticket) ? LinkKind::escalated_from : LinkKind::escalated_to;
  std::optional<TicketId> newest;
  for (const auto& link : ticket.links)
    if (link.kind == kind && (!newest || *newest < link.ticket)) newest = link.ticket;
  return newest;
}

Result<> check_escalation(const ActionRequest& request, const Draft& draft) {
  if (request.group == draft.ticket().group)
    return refuse("the ticket is with group \"" + request.group + "\" already");
  const auto* standing = standing_escalation(draft);
  if (!standing) return {};
  const auto number = numbered(*standing);
  if (standing->group != request.group && is_active(standing->state))
    return refuse("group \"" + standing->group + "\" has it as " + number + ": transfer that one");
  if (draft.ticket().state == State::escalated && is_active(standing->state))
    return refuse("it is escalated as " + number + ": a note here is read there");
  return {};
}

Escalated escalate(Draft& draft, const ActionRequest& request, const Actor& actor, const Carrier& carrier,
                   const Entry* customers_words) {
  Escalated escalated;
  if (!request.text.empty()) {
    auto words = spoken(draft, actor, carrier, request.text);
    words.kind = EntryKind::note;
    escalated.words = draft.add_private(std::move(words), carrier.cites)->id;
  }
  const auto* standing = standing_escalation(draft);
  if (standing && standing->group == request.group) {
    escalated.ticket = standing->id;
    ask_again(draft, request, actor, customers_words);
  } else {
    escalated.ticket = open_there(draft, request, actor, customers_words);
    draft.link(LinkKind::escalated_to, escalated.ticket, actor.by());
  }
  draft.leave_other_side();  // it knows what this decision said
  draft.set_state(State::escalated, actor.by());
  return escalated;
}

void pass_across(Draft& draft, Trace& trace) {
  const auto& ticket = draft.ticket();
  if (draft.context().across.empty()) return;
  if (!is_escalation(ticket) && !standing_escalation(draft)) return;
  auto other = draft.beside(draft.context().across.front());
  const auto before = other.ticket();
  const auto news = news_of(draft);
  const bool tells_state = is_worth_telling(ticket, news);
  std::vector<Entry> passed;
  for (const auto& entry : news.said) passed.push_back(pass(entry, other));
  if (tells_state) passed.push_back(pass_state(ticket, other));
  if (is_escalation(ticket)) follow(other, ticket, news);
  if (passed.empty() && other.ticket().state == before.state) return;
  trace.tried("across desks", "passed on", numbered(other.ticket()));
  run_rules_after(other, before, came_across(other, std::move(passed)), trace);
}

}  // namespace ticketd::core
