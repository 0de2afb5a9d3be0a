#include "core/allowed.h"

#include "core/availability.h"
#include "core/correspondence.h"
#include "core/desk_text.h"
#include "core/escalation.h"
#include "core/merge.h"
#include "core/names.h"
#include "core/subject.h"
#include "core/text.h"
#include "core/undo.h"

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

/// Lists of tags are written with commas, and a line each.
Result<> check_tags(const ActionRequest& request) {
  if (request.tags.empty()) return wrong_value(std::string(name_of(request.deed)) + " needs a word");
  for (const auto& tag : request.tags)
    if (tag.empty() || tag.size() > longest_tag || tag.find_first_of(",\r\n\t") != std::string::npos)
      return wrong_value("a tag has no comma and no line break, and at most " + std::to_string(longest_tag) +
                         " bytes");
  return {};
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

}  // namespace

std::optional<LetterKind> letter_of(State to) {
  if (to == State::resolved) return LetterKind::resolved;
  if (to == State::on_hold) return LetterKind::on_hold;
  return std::nullopt;
}

const Entry* entry_of(std::optional<EntryId> wanted, const Evidence& known) {
  const auto found = wanted ? known.entries.find(*wanted) : known.entries.end();
  return found == known.entries.end() ? nullptr : &found->second;
}

const Entry* entry_to_split(const ActionRequest& request, const Draft& draft, const Evidence& known) {
  return entry_of(request.entry ? request.entry : draft.context().customer_entry, known);
}

Result<Changes> availability(const ActionRequest& request, const Draft& draft, const Actor& actor) {
  if (actor.door != Door::mail || !actor.agent)
    return refuse(std::string(name_of(request.deed)) + " is said of an agent, not of a ticket");
  return set_availability({actor.agent->name, request.deed == Deed::back, request.until}, actor,
                          draft.house().desk, draft.house().now);
}

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

}  // namespace ticketd::core
