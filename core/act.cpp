#include "core/act.h"

#include "core/assign.h"
#include "core/availability.h"
#include "core/copies.h"
#include "core/correspondence.h"
#include "core/desk_text.h"
#include "core/effects.h"
#include "core/escalation.h"
#include "core/forwarding.h"
#include "core/merge.h"
#include "core/names.h"
#include "core/subject.h"
#include "core/text.h"
#include "core/undo.h"
#include "core/wake.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

constexpr auto internal_reasons = std::to_array<std::string_view>(
    {"spam", "abuse", "test", "duplicate", "solved_by_chat", "solved_by_phone", "chat", "phone", "other"});

constexpr std::size_t longest_tag = 200;

/// Where the words of a deed go to the customers or into a note.
bool takes_template(const ActionRequest& request) {
  const auto& rule = rule_of(request.deed);
  return (rule.needs_words || rule.leads_to) && request.deed != Deed::spam && !request.internal;
}

/// The request with its canned answer filled in.
Result<ActionRequest> with_template(const ActionRequest& request, const Draft& draft, const Actor& actor) {
  auto filled = request;
  if (request.template_name.empty()) return filled;
  if (!takes_template(request))
    return wrong_value("a template goes with reply, note, resolve, hold, pending, close or reopen");
  auto answer = canned_answer(draft, request.template_name, actor.agent, request.text);
  if (!answer) return fail(answer);
  filled.text = std::move(answer->text);
  filled.html = std::move(answer->html);
  return filled;
}

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

/// The letter that tells customers of a new state.
std::optional<LetterKind> letter_of(State to) {
  if (to == State::resolved) return LetterKind::resolved;
  if (to == State::on_hold) return LetterKind::on_hold;
  return std::nullopt;
}

/// Whether words of an agent, or files, go to the customers with it.
bool speaks_to_customers(const ActionRequest& request) {
  if (request.deed == Deed::reply) return true;
  const auto to = rule_of(request.deed).leads_to;
  if (!to || *to == State::spam || request.internal) return false;
  return !request.text.empty() || (request.has_files && letter_of(*to));
}

/// The letter of a state goes out once: without words it would only be the same again.
Result<> check_news(const ActionRequest& request, const Ticket& ticket) {
  const auto to = rule_of(request.deed).leads_to;
  const bool again = to && *to == ticket.state && letter_of(*to);
  if (!again || request.internal || speaks_to_customers(request)) return {};
  return refuse(*to == State::on_hold ? "it is on hold already" : "it is resolved already");
}

/// Words go to the customers; those about spam or an internal resolution stay in the house.
Acted change_state(Draft& draft, State to, const ActionRequest& request, const Actor& actor,
                   const Carrier& carrier) {
  const bool inside = request.internal || to == State::spam;
  const auto letter = inside ? std::nullopt : letter_of(to);
  Acted said;
  if (!letter && !request.text.empty())
    said = inside ? add_note(draft, request, actor, carrier)
                  : answer_publicly(draft, LetterKind::public_reply, request, actor, carrier);
  draft.set_state(to, actor.by(),
                  request.internal ? std::optional(Resolution{true, request.reason}) : std::nullopt);
  if (!letter) return said;
  return request.text.empty() && !request.has_files
             ? answer_by_letter(draft, *letter, actor)
             : answer_publicly(draft, *letter, request, actor, carrier);
}

Result<> check_people(const std::vector<Address>& people, const Desk& desk) {
  for (const auto& person : people) {
    if (!is_mail_address(person.address)) return wrong_value("\"" + person.address + "\" is no mail address");
    if (desk.mailbox_of(person.address))
      return refuse("\"" + person.address + "\" is an address of this desk");
    if (const auto* agent = desk.agent_with_address(person.address))
      return refuse(agent->name + " is an agent: assign the ticket, or write a note that says @" +
                    agent->name);
  }
  return {};
}

Result<> check_merges(const ActionRequest& request, const Draft& draft, const Actor& actor,
                      const Evidence& known) {
  if (request.tickets.empty()) return wrong_value("merge needs the number of a ticket");
  for (const auto number : request.tickets) {
    const auto other = known.tickets.find(number);
    if (other == known.tickets.end())
      return fail(ErrorKind::not_found, "there is no ticket " + std::to_string(number.value));
    if (const auto allowed = check_merge(draft, other->second, actor); !allowed) return allowed;
    if (std::count(request.tickets.begin(), request.tickets.end(), number) > 1)
      return wrong_value("ticket " + std::to_string(number.value) + " is named twice");
  }
  return {};
}

const Entry* entry_of(std::optional<EntryId> wanted, const Evidence& known) {
  const auto found = wanted ? known.entries.find(*wanted) : known.entries.end();
  return found == known.entries.end() ? nullptr : &found->second;
}

const Entry* entry_to_split(const ActionRequest& request, const Draft& draft, const Evidence& known) {
  return entry_of(request.entry ? request.entry : draft.context().customer_entry, known);
}

/// Lists of tags are written with commas, and a line each.
Result<> check_tags(const ActionRequest& request) {
  if (request.tags.empty()) return wrong_value(std::string(name_of(request.deed)) + " needs a word");
  for (const auto& tag : request.tags)
    if (tag.empty() || tag.size() > longest_tag || tag.find_first_of(",\r\n\t") != std::string::npos)
      return wrong_value("a tag has no comma and no line break, and at most " + std::to_string(longest_tag) +
                         " bytes");
  return {};
}

/// The mail that the agent answered with a forward, where a customer wrote it.
const Entry* entry_to_show(const ActionRequest& request, const Draft& draft, const Evidence& known) {
  const auto* answered = entry_of(request.entry, known);
  const bool by_customer =
      answered && (answered->author.role == Role::requester || answered->author.role == Role::cc);
  return by_customer ? answered : entry_of(draft.context().customer_entry, known);
}

/// Said in a mail about any ticket, of the agent who wrote it.
Result<Changes> availability(const ActionRequest& request, const Draft& draft, const Actor& actor) {
  if (actor.door != Door::mail || !actor.agent)
    return refuse(std::string(name_of(request.deed)) + " is said of an agent, not of a ticket");
  return set_availability({actor.agent->name, request.deed == Deed::back, request.until}, actor,
                          draft.house().desk, draft.house().now);
}

/// Who takes a ticket, or gets it with a group, works in that group; managers and admins look after all of
/// them.
Result<> check_membership(const ActionRequest& request, const Ticket& ticket, const Actor& actor,
                          const Desk& desk) {
  const bool takes = request.deed == Deed::take;
  if (!takes && request.deed != Deed::transfer) return {};
  const auto& group = request.group.empty() ? ticket.group : request.group;
  const auto* agent = takes ? actor.agent : desk.agent_named(request.agent);
  const bool anybody = !agent || agent->role != AgentRole::agent || !desk.group_named(group);
  if (anybody || agent->is_in(group)) return {};
  return refuse(agent->name + " is no member of \"" + group + '"');
}

/// What the deed is about: people, groups and words that must exist.
Result<> check_target(const ActionRequest& request, const Draft& draft, const Actor& actor,
                      const Evidence& known) {
  const auto& desk = draft.house().desk;
  if ((request.deed == Deed::assign || !request.agent.empty()) && !desk.agent_named(request.agent))
    return wrong_value("no agent is called \"" + request.agent + '"');
  const bool needs_group = request.deed == Deed::transfer || request.deed == Deed::escalate;
  if ((needs_group || !request.group.empty()) && !desk.group_named(request.group))
    return wrong_value("no group is called \"" + request.group + '"');
  if (const auto member = check_membership(request, draft.ticket(), actor, desk); !member) return member;
  if (request.deed == Deed::priority && !named<Priority>(request.priority))
    return wrong_value("priority is low, normal, high or urgent, not \"" + request.priority + '"');
  if (request.deed == Deed::tag || request.deed == Deed::untag)
    if (const auto tags = check_tags(request); !tags) return tags;
  if (request.deed == Deed::field && request.fields.empty())
    return wrong_value("field needs a field and its value");
  if (const auto fields = desk.fields_from(request.fields); !fields) return fail(fields);
  if ((request.deed == Deed::forward || request.deed == Deed::cc) && request.to.empty())
    return wrong_value(std::string(name_of(request.deed)) + " needs an address");
  if (request.deed == Deed::escalate) return check_escalation(request, draft);
  if (request.deed == Deed::away || request.deed == Deed::back) {
    const auto changes = availability(request, draft, actor);
    return changes ? Result<>() : Result<>(fail(changes));
  }
  if (request.deed == Deed::merge) return check_merges(request, draft, actor, known);
  if (request.deed == Deed::undo) return check_undo(draft, actor, known);
  if (request.deed == Deed::split)
    if (const auto subject = check_subject(request.subject); !subject) return subject;
  if (request.deed == Deed::split) return check_split(draft, entry_to_split(request, draft, known));
  if (const auto to = check_people(request.to, desk); !to) return to;
  return check_people(request.cc, desk);
}

/// Resolved without a mail (내부해결): needs one of the known reasons. With a reason alone nobody knows
/// whether the customer is to be told.
Result<> check_internal(const ActionRequest& request, const Draft& draft) {
  if (!request.internal && !request.reason.empty()) return wrong_value("a reason goes with internal alone");
  if (!request.internal) return {};
  if (request.deed != Deed::resolve) return wrong_value("only resolve can be internal");
  if (std::find(internal_reasons.begin(), internal_reasons.end(), request.reason) == internal_reasons.end())
    return wrong_value("an internal resolution needs a reason, one of " + joined(internal_reasons));
  const auto& ticket = draft.ticket();
  const bool escalated =
      ticket.state == State::escalated || ticket.state == State::escalation_answered || is_escalation(ticket);
  if (escalated && (request.reason == "spam" || request.reason == "abuse" || request.reason == "duplicate"))
    return refuse("an escalated ticket cannot be resolved as " + request.reason);
  return {};
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

/// The request as it may be done, with its canned answer filled in.
Result<ActionRequest> allowed(const ActionRequest& request, const Draft& draft, const Actor& actor,
                              const Evidence& known) {
  const auto verdict = authorize(actor, request.deed, draft.ticket(), draft.house().desk);
  if (verdict.refused()) return refuse(verdict.reason);
  const auto& rule = rule_of(request.deed);
  const std::string name(name_of(request.deed));
  const bool has_words = rule.leads_to && !(request.text.empty() && request.template_name.empty());
  if (((rule.speaks && !request.internal) || has_words) && !actor.agent)
    return wrong_value(name + " needs an agent to speak as");
  if (rule.needs_words && request.text.empty() && request.template_name.empty() && !request.has_files)
    return wrong_value(name + " needs a text");
  auto filled = with_template(request, draft, actor);
  if (!filled) return fail(filled);
  if (const auto reason = check_internal(request, draft); !reason) return fail(reason);
  if (const auto target = check_target(request, draft, actor, known); !target) return fail(target);
  if (const auto news = check_news(*filled, draft.ticket()); !news) return fail(news);
  if (auto why = why_to_nobody(draft); !why.empty() && speaks_to_customers(*filled))
    return refuse(std::move(why));
  return filled;
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
