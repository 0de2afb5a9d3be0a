#include "core/act.h"

#include "core/assign.h"
#include "core/correspondence.h"
#include "core/effects.h"
#include "core/names.h"
#include "core/text.h"
#include "core/wake.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

constexpr auto internal_reasons = std::to_array<std::string_view>(
    {"spam", "abuse", "test", "duplicate", "solved_by_chat", "solved_by_phone", "chat", "phone", "other"});

tl::unexpected<Error> refuse(std::string why) { return fail(ErrorKind::policy, std::move(why)); }

bool valid_address(const std::string& address) {
  const auto at = address.find('@');
  return at != std::string::npos && at > 0 && at + 1 < address.size() &&
         address.find('@', at + 1) == std::string::npos &&
         std::none_of(address.begin(), address.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == 127;
         });
}

Entry spoken(const Draft& draft, const Actor& actor, const Carrier& carrier, std::string text) {
  Entry entry;
  const auto* mailbox = draft.mailbox();
  if (actor.agent)
    entry.author = {
        {actor.agent->display_name, actor.agent->email}, Role::agent, actor.trust, actor.agent->name};
  else
    entry.author = {mailbox ? mailbox->address : Address{}, Role::system, actor.trust, {}};
  entry.message_id = carrier.message_id;
  entry.full_text = trim(carrier.full_text) == trim(text) ? std::string{} : carrier.full_text;
  entry.text = std::move(text);
  entry.attachments = carrier.files;
  entry.mail = carrier.mail;
  entry.html = carrier.html;
  return entry;
}

EntryId answer_publicly(Draft& draft, LetterKind kind, const ActionRequest& request, const Actor& actor,
                        const Carrier& carrier) {
  auto entry = spoken(draft, actor, carrier, request.text);
  entry.kind = EntryKind::mail;
  entry.visibility = Visibility::public_;
  const PublicText text{request.text, {}, carrier.files};
  const auto id = draft.add_entry(std::move(entry), carrier.cites);
  send_to_customers(draft, kind, text, id);
  return id;
}

/// The template alone, without words of the agent: an automatic entry that shows what the requester got.
EntryId answer_by_template(Draft& draft, LetterKind kind, const Actor& actor) {
  auto entry = spoken(draft, actor, {}, '[' + std::string(name_of(kind)) + ']');
  entry.kind = EntryKind::automatic;
  entry.visibility = Visibility::public_;
  const auto id = draft.add_entry(std::move(entry));
  send_to_customers(draft, kind, {}, id);
  return id;
}

EntryId add_note(Draft& draft, const ActionRequest& request, const Actor& actor, const Carrier& carrier) {
  auto entry = spoken(draft, actor, carrier, request.text);
  entry.kind = EntryKind::note;
  auto copy = entry;
  copy.id = draft.add_entry(std::move(entry), carrier.cites);
  if (!draft.ticket().assignee.empty())
    tell_agents(draft, LetterKind::note_added, copy,
                agents_to_tell(draft, actor.agent ? actor.agent->name : std::string{}));
  return copy.id;
}

std::optional<EntryId> change_state(Draft& draft, State to, const ActionRequest& request, const Actor& actor,
                                    const Carrier& carrier) {
  const bool writes = to == State::resolved || to == State::on_hold;
  const auto letter = to == State::resolved ? LetterKind::resolved : LetterKind::on_hold;
  draft.set_state(to, actor.by(),
                  request.internal ? std::optional(Resolution{true, request.reason}) : std::nullopt);
  if (request.internal) return std::nullopt;  // sends nothing
  if (writes)
    return request.text.empty() ? answer_by_template(draft, letter, actor)
                                : answer_publicly(draft, letter, request, actor, carrier);
  return std::nullopt;
}

/// Who was given the ticket by somebody else gets its mail.
void tell_new_assignee(Draft& draft, const ActionRequest& request, const Actor& actor) {
  if (request.deed != Deed::assign && request.deed != Deed::transfer) return;
  const auto* agent = draft.house().desk.agent_named(draft.ticket().assignee);
  if (!agent || agent == actor.agent) return;
  Entry about;
  about.text = draft.context().customer_text;
  about.visibility = Visibility::public_;
  about.author = {draft.ticket().requester, Role::requester, Trust::plausible, {}};
  tell_agents(draft, LetterKind::new_ticket, about, {agent});
}

Result<> check_people(const std::vector<Address>& people, const Desk& desk) {
  for (const auto& person : people) {
    if (!valid_address(person.address)) return refuse("\"" + person.address + "\" is no mail address");
    if (desk.mailbox_of(person.address))
      return refuse("\"" + person.address + "\" is an address of this desk");
  }
  return {};
}

/// What the deed is about: people, groups and words that must exist.
Result<> check_target(const ActionRequest& request, const Draft& draft) {
  const auto& desk = draft.house().desk;
  if ((request.deed == Deed::assign || !request.agent.empty()) && !desk.agent_named(request.agent))
    return refuse("no agent is called \"" + request.agent + '"');
  if ((request.deed == Deed::transfer || !request.group.empty()) && !desk.group_named(request.group))
    return refuse("no group is called \"" + request.group + '"');
  if (request.deed == Deed::priority && !named<Priority>(request.priority))
    return refuse("priority is low, normal, high or urgent, not \"" + request.priority + '"');
  if ((request.deed == Deed::tag || request.deed == Deed::untag) && request.tags.empty())
    return refuse(std::string(name_of(request.deed)) + " needs a word");
  if (request.deed == Deed::forward && request.to.empty()) return refuse("forward needs an address");
  if (const auto to = check_people(request.to, desk); !to) return to;
  return check_people(request.cc, desk);
}

/// Resolved without a mail (내부해결): needs one of the known reasons.
Result<> check_internal(const ActionRequest& request, const Draft& draft) {
  if (!request.internal) return {};
  if (request.deed != Deed::resolve) return refuse("only resolve can be internal");
  if (std::find(internal_reasons.begin(), internal_reasons.end(), request.reason) == internal_reasons.end())
    return refuse(
        "an internal resolution needs a reason: spam, abuse, test, duplicate, solved_by_chat, "
        "solved_by_phone or other");
  const auto& ticket = draft.ticket();
  const bool escalated =
      ticket.state == State::escalated || ticket.state == State::escalation_answered || is_escalation(ticket);
  if (escalated && (request.reason == "spam" || request.reason == "abuse" || request.reason == "duplicate"))
    return refuse("an escalated ticket cannot be resolved as " + request.reason);
  return {};
}

}  // namespace

Result<> check(const ActionRequest& request, const Draft& draft, const Actor& actor) {
  const auto verdict = authorize(actor, request.deed, draft.ticket(), draft.house().desk);
  if (verdict.refused()) return refuse(verdict.reason);
  const auto& rule = rule_of(request.deed);
  const std::string name(name_of(request.deed));
  if (rule.speaks && !actor.agent && !request.internal)
    return refuse(name + " needs an agent to speak as (--as NAME)");
  if (rule.needs_words && request.text.empty()) return refuse(name + " needs a text");
  if (const auto reason = check_internal(request, draft); !reason) return reason;
  return check_target(request, draft);
}

Result<std::optional<EntryId>> act(Draft& draft, const ActionRequest& request, const Actor& actor,
                                   const Carrier& carrier) {
  if (const auto allowed = check(request, draft, actor); !allowed) return fail(allowed);
  const auto by = actor.by();
  if (const auto to = rule_of(request.deed).leads_to)
    return change_state(draft, *to, request, actor, carrier);
  switch (request.deed) {
    case Deed::reply:
      return answer_publicly(draft, LetterKind::public_reply, request, actor, carrier);
    case Deed::note:
      return add_note(draft, request, actor, carrier);
    case Deed::assign:
      draft.assign(request.agent, by);
      break;
    case Deed::take:
      if (!request.group.empty()) draft.transfer(request.group, by);
      draft.assign(actor.agent->name, by);
      break;
    case Deed::transfer:
      draft.transfer(request.group, by);
      draft.assign(request.agent, by);
      break;
    case Deed::priority:
      draft.set_priority(*named<Priority>(request.priority), by);
      break;
    case Deed::tag:
      for (const auto& tag : request.tags) draft.add_tag(tag, by);
      break;
    case Deed::untag:
      for (const auto& tag : request.tags) draft.remove_tag(tag, by);
      break;
    case Deed::forward:
      return forward_ticket(draft, request.to, request.cc, request.text, actor);
    case Deed::star:
      draft.change(change::SetStar{draft.ticket().id, actor.agent ? actor.agent->name : "", !request.off});
      break;
    case Deed::restore:
      draft.set_state(State::open, by);
      break;
    default:
      return refuse(std::string(name_of(request.deed)) + " is not done to a ticket here");
  }
  tell_new_assignee(draft, request, actor);
  return std::optional<EntryId>{};
}

void run_rules_after(Draft& draft, const Ticket& before, Said said, Trace& trace) {
  const auto& now = draft.ticket();
  std::vector<RuleEvent> events;
  if (said.publicly) events.push_back(RuleEvent::agent_replied);
  if (said.as_note) events.push_back(RuleEvent::note_added);
  if (now.state != before.state) events.push_back(RuleEvent::state_changed);
  if (now.assignee != before.assignee) events.push_back(RuleEvent::assigned);
  if (now.priority != before.priority || now.tags != before.tags || now.group != before.group)
    events.push_back(RuleEvent::field_changed);
  Effects effects(draft, trace);
  for (const auto event : events) effects.run(event, facts_of(draft));
  effects.apply();
  Entry about;
  about.text = draft.context().customer_text;
  about.visibility = Visibility::public_;
  about.author = {now.requester, Role::requester, Trust::plausible, {}};
  effects.finish(about);
  wind_clocks(draft);
}

Result<TicketId> create_ticket(const NewTicket& wanted, const Actor& actor, Evidence& evidence,
                               const House& house, std::uint64_t dice, Changes& changes) {
  static constexpr auto channels = std::to_array<std::string_view>(
      {"email", "web", "api", "chat", "phone", "social", "agent", "escalation"});
  if (!valid_address(wanted.requester.address))
    return refuse("\"" + wanted.requester.address + "\" is no mail address");
  if (std::find(channels.begin(), channels.end(), wanted.channel) == channels.end())
    return refuse("channel is email, web, api, chat, phone, social, agent or escalation, not \"" +
                  wanted.channel + '"');
  const auto* mailbox = wanted.mailbox.empty()
                            ? (house.desk.mailboxes.empty() ? nullptr : &house.desk.mailboxes.front())
                            : house.desk.mailbox_named(wanted.mailbox);
  if (!mailbox) return refuse("no mailbox is called \"" + wanted.mailbox + '"');
  if (trim(wanted.text).empty()) return refuse("a ticket needs a text");

  Ticket ticket;
  ticket.subject = wanted.subject;
  ticket.channel = wanted.channel;
  ticket.mailbox = mailbox->name;
  ticket.group = mailbox->group;
  ticket.requester = wanted.requester;
  auto draft = Draft::open(house, std::move(ticket), evidence.desk, evidence.fresh, changes, actor.by());
  Entry entry;
  entry.kind = EntryKind::mail;
  entry.visibility = Visibility::public_;
  entry.author = {wanted.requester, Role::requester, Trust::plausible, {}};
  entry.text = wanted.text;
  entry.id = draft.add_entry(entry);
  Trace trace;
  assign_in_group(draft, dice, trace);
  Effects effects(draft, trace);
  effects.run(RuleEvent::created, facts_of(draft));
  effects.apply();
  effects.tell(LetterKind::new_ticket);
  effects.finish(entry);
  wind_clocks(draft);
  return draft.ticket().id;
}

EntryId forward_ticket(Draft& draft, const std::vector<Address>& to, const std::vector<Address>& cc,
                       const std::string& comment, const Actor& actor) {
  auto entry = spoken(draft, actor, {}, comment);
  entry.kind = EntryKind::note;
  entry.is_forward = true;
  Forward forward;
  forward.agent = actor.agent ? actor.agent->name : std::string{};
  forward.people = to;
  forward.people.insert(forward.people.end(), cc.begin(), cc.end());
  forward.entry = draft.add_entry(std::move(entry));
  draft.add_forward(forward, actor.by());
  const auto& requester = draft.ticket().requester;
  const auto who =
      requester.name.empty() ? requester.address : requester.name + " <" + requester.address + '>';
  send_to_circle(draft, forward,
                 {{"comment", comment},
                  {"original_from", who},
                  {"original_subject", draft.ticket().subject},
                  {"original_text", draft.context().customer_text}},
                 {});
  return forward.entry;
}

}  // namespace ticketd::core
