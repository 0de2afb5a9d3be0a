#include "core/effects.h"

#include "core/assign.h"
#include "core/change.h"
#include "core/mention.h"
#include "core/names.h"
#include "core/satisfaction.h"
#include "core/webhook.h"

#include <algorithm>
#include <utility>

namespace ticketd::core {

std::vector<std::string> Effects::run(RuleEvent event, const Facts& facts, Scope scope) {
  scope_ = scope;
  if (event == RuleEvent::agent_replied || event == RuleEvent::note_added)
    agents_words_ = draft_.last_added();
  std::vector<std::string> acting;
  for (auto& planned : plan(event, draft_.house().desk, facts, trace_)) {
    if (acting.empty() || acting.back() != planned.rule) acting.push_back(planned.rule);
    planned_.push_back(std::move(planned));
  }
  return acting;
}

bool Effects::follow_up() const {
  return scope_ == Scope::all &&
         std::any_of(planned_.begin(), planned_.end(), [](const PlannedAction& planned) {
           return std::holds_alternative<action::FollowUp>(planned.action);
         });
}

void Effects::apply() {
  for (const auto& planned : planned_) {
    if (scope_ == Scope::only_reopen && !std::holds_alternative<action::SetState>(planned.action)) continue;
    apply(planned);
  }
  planned_.clear();
  if (std::exchange(moved_, false)) settle_in_group(draft_, trace_);
}

void Effects::apply(const PlannedAction& planned) {
  const auto& rule = planned.rule;
  const auto by = by_rule(rule);
  std::visit(Overloaded{
                 [&](const action::SetState& a) { set_state(rule, a.state); },
                 [&](const action::SetPriority& a) { draft_.set_priority(a.priority, by); },
                 [&](const action::AddTag& a) { draft_.add_tag(a.tag, by); },
                 [&](const action::RemoveTag& a) { draft_.remove_tag(a.tag, by); },
                 [&](const action::Assign& a) { assign_by(draft_, a.by, by, trace_); },
                 [&](const action::Transfer& a) {
                   moved_ |= draft_.ticket().group != a.group;
                   move_to_group(draft_, a.group, a.agent, by);
                 },
                 [&](const action::Notify& a) { audiences_.push_back(a.audience); },
                 [&](const action::ReplyTemplate& a) {
                   const auto kind = named<LetterKind>(a.name);
                   const auto& limits = draft_.house().settings.automatic;
                   if (!kind || draft_.context().automatic_today >= limits.per_ticket_per_day) return;
                   Entry entry;
                   entry.kind = EntryKind::automatic;
                   entry.author.role = Role::system;
                   entry.text = '[' + a.name + ']';
                   send_automatically(draft_, *kind, draft_.add_public(std::move(entry)));
                 },
                 [&](const action::AddNote& a) {
                   Entry entry;
                   entry.kind = EntryKind::note;
                   entry.author.role = Role::system;
                   entry.text = a.text;
                   draft_.add_private(std::move(entry));
                 },
                 [&](const action::Snooze& a) { snooze(rule, a); },
                 [&](const action::AskForScore&) { trace_.tried("survey", ask_for_score(draft_)); },
                 [&](const action::CallWebhook& a) {
                   if (const auto* webhook = draft_.house().desk.webhook_named(a.name))
                     calls_.push_back({rule, planned.event, webhook});
                 },
                 [](const action::FollowUp&) {},  // the caller asked before anything was added
                 [](const action::Stop&) {},
             },
             planned.action);
}

void Effects::set_state(const std::string& rule, State to) {
  const bool reopens = !is_active(draft_.ticket().state) && is_active(to);
  if (scope_ == Scope::only_reopen && !reopens) return;
  if (reopens &&
      draft_.context().reopens_today >= draft_.house().settings.automatic.reopens_per_ticket_per_day) {
    trace_.tried("reopen budget", "used up",
                 "the ticket stays " + std::string(name_of(draft_.ticket().state)));
    return;
  }
  draft_.set_state(to, by_rule(rule));
  reopened_ |= reopens;
}

/// Without an end, or one that is past already, the ticket stays where it is.
void Effects::snooze(const std::string& rule, const action::Snooze& wanted) {
  const auto now = draft_.house().now;
  const auto* calendar = draft_.house().desk.calendar_of_group(draft_.ticket().group);
  std::optional<Time> until = now + wanted.span;
  if (wanted.span.count() == 0)
    until = !calendar || is_open(*calendar, now) ? std::nullopt : next_opening(*calendar, now);
  if (until) draft_.snooze(until, by_rule(rule));
}

void Effects::finish(const Entry& entry) {
  std::vector<const Agent*> told;
  const auto add = [&](const Agent* agent) {
    if (agent && agent->name != entry.author.agent &&
        std::find(told.begin(), told.end(), agent) == told.end())
      told.push_back(agent);
  };
  if (kind_)
    for (const auto* agent : agents_to_tell(draft_, entry.author.agent)) add(agent);
  if (kind_ == LetterKind::note_added)
    for (const auto* agent : agents_named_in(entry.text, draft_.house().desk))
      if (may_see(*agent, draft_.ticket(), draft_.house().desk)) add(agent);
  for (const auto& name : audiences_)
    for (const auto* agent : audience(draft_, name)) add(agent);
  for (const auto& call : calls_) {
    const bool by_agent = call.event == RuleEvent::agent_replied || call.event == RuleEvent::note_added;
    call_webhook(draft_, *call.to, call.event, call.rule, by_agent && agents_words_ ? *agents_words_ : entry);
  }
  const auto kind = reopened_ ? LetterKind::reopened : kind_.value_or(LetterKind::customer_reply);
  tell_agents(draft_, entry.visibility == Visibility::private_ ? LetterKind::note_added : kind, entry, told,
              more_);
}

}  // namespace ticketd::core
