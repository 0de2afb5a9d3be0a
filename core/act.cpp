#include "core/act.h"

#include "core/allowed.h"
#include "core/assign.h"
#include "core/copies.h"
#include "core/correspondence.h"
#include "core/effects.h"
#include "core/escalation.h"
#include "core/forwarding.h"
#include "core/merge.h"
#include "core/names.h"
#include "core/undo.h"
#include "core/wake.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

Acted answer_publicly(Draft& draft, LetterKind kind, const ActionRequest& request, const Actor& actor,
                      const Carrier& carrier) {
  auto entry = spoken(draft, actor, carrier, request.text);
  const auto added = draft.add_public(std::move(entry), carrier.cites);
  send_to_customers(draft, kind, added, request.html);
  return {.entry = added->id, .publicly = true};
}

/// The text of a state's letter alone, without words of the agent: an automatic entry shows what was sent.
Acted answer_by_letter(Draft& draft, LetterKind kind, const Actor& actor) {
  auto entry = spoken(draft, actor, {}, '[' + std::string(name_of(kind)) + ']');
  entry.kind = EntryKind::automatic;
  const auto added = draft.add_public(std::move(entry));
  send_to_customers(draft, kind, added);
  return {.entry = added->id, .publicly = true};
}

Acted add_note(Draft& draft, const ActionRequest& request, const Actor& actor, const Carrier& carrier) {
  auto entry = spoken(draft, actor, carrier, request.text);
  entry.kind = EntryKind::note;
  const auto added = draft.add_private(std::move(entry), carrier.cites);
  if (carrier.to_circle) answer_circle(draft, added);
  return {.entry = added->id, .as_note = true};
}

/// Words go to the customers; those about spam or an internal resolution stay in the house.
Acted change_state(Draft& draft, State to, const ActionRequest& request, const Actor& actor,
                   const Carrier& carrier) {
  const bool inside = request.internal || to == State::spam;
  const auto letter = letter_of(to);
  const bool tells = letter && !inside;
  Acted said;
  if (!tells && !request.text.empty())
    said = inside ? add_note(draft, request, actor, carrier)
                  : answer_publicly(draft, LetterKind::public_reply, request, actor, carrier);
  draft.set_state(to, actor.by(),
                  request.internal ? std::optional(Resolution{true, request.reason}) : std::nullopt);
  if (!tells) return said;
  return request.text.empty() && !request.has_files
             ? answer_by_letter(draft, *letter, actor)
             : answer_publicly(draft, *letter, request, actor, carrier);
}

/// The mail that the agent answered with a forward, where a customer wrote it.
const Entry* entry_to_show(const ActionRequest& request, const Draft& draft, const Evidence& known) {
  const auto* answered = entry_of(request.entry, known);
  const bool by_customer =
      answered && (answered->author.role == Role::requester || answered->author.role == Role::cc);
  return by_customer ? answered : entry_of(draft.context().customer_entry, known);
}

/// Whose words an event is about, as long as nothing else is known.
std::optional<Role> usual_author(RuleEvent event) {
  switch (event) {
    case RuleEvent::created:
    case RuleEvent::requester_replied:
      return Role::requester;
    case RuleEvent::participant_replied:
      return Role::cc;
    case RuleEvent::forwardee_replied:
      return Role::forwardee;
    case RuleEvent::agent_replied:
    case RuleEvent::note_added:
      return Role::agent;
    default:
      return std::nullopt;
  }
}

/// A deed that is allowed, while it is done.
struct Doing {
  Draft& draft;
  const ActionRequest& request;
  const Actor& actor;
  const Evidence& known;
  const Carrier& carrier;
  std::string by;
  Acted acted{};
};

void set_fields(Doing& at) {
  const auto fields = at.draft.house().desk.fields_from(at.request.fields).value();  // or it was refused
  for (const auto& [name, value] : fields) at.draft.set_field(name, value, at.by);
}

void be_available(Doing& at) {
  auto changes = availability(at.request, at.draft, at.actor).value();  // or it was refused
  for (auto& change : changes) at.draft.change(std::move(change));
  at.draft.record(EventKind::command, {}, std::string(name_of(at.request.deed)), at.by);
}

void hand_to_group(Doing& at) {
  Trace trace;  // of a person's deed nobody asks why
  at.draft.transfer(at.request.group, at.by);
  at.draft.assign(at.request.agent, at.by);
  settle_in_group(at.draft, trace);
}

void ask_other_desk(Doing& at) {
  const auto* customers_words = entry_of(at.draft.context().customer_entry, at.known);
  const auto escalated = escalate(at.draft, at.request, at.actor, at.carrier, customers_words);
  at.acted =
      Acted{.entry = escalated.words, .as_note = escalated.words.has_value(), .made = escalated.ticket};
}

struct Way {
  Deed deed;
  void (*go)(Doing&);
};

/// How each deed is done; what leads to a state is in the table of who may (core/authority.cpp).
constexpr auto ways = std::to_array<Way>({
    {Deed::reply,
     [](Doing& at) {
       at.acted = answer_publicly(at.draft, LetterKind::public_reply, at.request, at.actor, at.carrier);
     }},
    {Deed::note, [](Doing& at) { at.acted = add_note(at.draft, at.request, at.actor, at.carrier); }},
    {Deed::forward,
     [](Doing& at) {
       at.acted.entry = forward_ticket(at.draft, at.request.to, at.request.cc,
                                       spoken(at.draft, at.actor, at.carrier, at.request.text), at.actor,
                                       entry_to_show(at.request, at.draft, at.known));
     }},
    {Deed::assign, [](Doing& at) { at.draft.assign(at.request.agent, at.by); }},
    {Deed::take,
     [](Doing& at) {
       if (!at.request.group.empty()) at.draft.transfer(at.request.group, at.by);
       at.draft.assign(at.actor.agent->name, at.by);
     }},
    {Deed::transfer, hand_to_group},
    {Deed::escalate, ask_other_desk},
    {Deed::priority, [](Doing& at) { at.draft.set_priority(*named<Priority>(at.request.priority), at.by); }},
    {Deed::tag,
     [](Doing& at) {
       for (const auto& tag : at.request.tags) at.draft.add_tag(tag, at.by);
     }},
    {Deed::untag,
     [](Doing& at) {
       for (const auto& tag : at.request.tags) at.draft.remove_tag(tag, at.by);
     }},
    {Deed::field, set_fields},
    {Deed::snooze, [](Doing& at) { at.draft.snooze(at.request.until, at.by); }},
    {Deed::cc,
     [](Doing& at) { let_join(at.draft, at.request.to, entry_of(at.request.entry, at.known), at.by); }},
    {Deed::merge,
     [](Doing& at) {
       for (const auto number : at.request.tickets)
         for (auto& person : merge(at.draft, at.known.tickets.at(number), at.actor))
           at.acted.joined.push_back(std::move(person));
     }},
    {Deed::split,
     [](Doing& at) {
       const auto* entry = entry_to_split(at.request, at.draft, at.known);
       at.acted.made = split(at.draft, *entry, at.request.subject, at.actor);
     }},
    {Deed::away, be_available},
    {Deed::back, be_available},
    {Deed::undo, [](Doing& at) { undo(at.draft, at.actor, at.known); }},
    {Deed::star,
     [](Doing& at) {
       const auto whose = at.actor.agent ? at.actor.agent->name : "";
       at.draft.change(change::SetStar{at.draft.ticket().id, whose, !at.request.off});
     }},
    {Deed::restore, [](Doing& at) { at.draft.set_state(State::open, at.by); }},
    {Deed::erase, [](Doing& at) { at.draft.change(change::EraseTicket{at.draft.ticket().id}); }},
});

}  // namespace

Result<> check(const ActionRequest& request, const Draft& draft, const Actor& actor, const Evidence& known) {
  const auto filled = allowed(request, draft, actor, known);
  return filled ? Result<>() : Result<>(fail(filled));
}

Result<Acted> act(Draft& draft, const ActionRequest& wanted, const Actor& actor, const Evidence& known,
                  const Carrier& carrier) {
  const auto request = allowed(wanted, draft, actor, known);
  if (!request) return fail(request);
  if (const auto to = rule_of(request->deed).leads_to)
    return change_state(draft, *to, *request, actor, carrier);
  const auto way =
      std::find_if(ways.begin(), ways.end(), [&](const Way& one) { return one.deed == request->deed; });
  if (way == ways.end())
    return fail(ErrorKind::not_found, std::string(name_of(request->deed)) + " is not done to a ticket here");
  Doing doing{draft, *request, actor, known, carrier, actor.by()};
  way->go(doing);
  return std::move(doing.acted);
}

void ask_for(const ActionRequest& request, ThreadQuery& query) {
  query.tickets.insert(query.tickets.end(), request.tickets.begin(), request.tickets.end());
  if (request.entry) query.entries.push_back(*request.entry);
  query.customer_entries |=
      request.deed == Deed::split || request.deed == Deed::escalate || request.deed == Deed::forward;
  if (request.deed == Deed::undo) query.events_since = query.now - undo_window;
}

void run_rules_after(Draft& draft, const Ticket& before, const Said& said, Trace& trace) {
  std::vector<RuleEvent> events;
  if (said.publicly) events.push_back(RuleEvent::agent_replied);
  if (said.as_note) events.push_back(RuleEvent::note_added);
  for (const auto event : events_between(before, draft.ticket())) events.push_back(event);
  const auto words = as_mail(draft.ticket().subject, said.text);
  const bool spoke = said.publicly || said.as_note;
  auto facts = facts_of(draft);
  if (spoke && said.author != Role::system) facts.mail = &words;
  if (spoke) facts.author = said.author;
  auto entries = said.entries;
  if (spoke && entries.empty() && draft.last_added()) entries.push_back(*draft.last_added());
  Effects effects(draft, trace, said.by);
  for (auto& entry : entries)
    effects.about(said.publicly ? RuleEvent::agent_replied : RuleEvent::note_added, std::move(entry));
  for (const auto event : events) effects.run(event, facts);
  effects.apply();
  effects.finish(waiting_words(draft));
  wind_clocks(draft);
}

void run_rules_at(Draft& draft, RuleEvent event, Trace& trace) {
  auto facts = facts_of(draft);
  facts.author = usual_author(event);
  Effects effects(draft, trace);
  effects.run(event, facts);
  effects.apply();
  effects.finish(waiting_words(draft));
}

}  // namespace ticketd::core
