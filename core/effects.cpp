#include "core/effects.h"

#include "core/assign.h"
#include "core/mention.h"
#include "core/names.h"

#include <algorithm>

namespace ticketd::core {

void Effects::run(RuleEvent event, const Facts& facts, Scope scope) {
  scope_ = scope;
  auto planned = plan(event, draft_.house().desk, facts, trace_);
  planned_.insert(planned_.end(), planned.begin(), planned.end());
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
    apply(planned.rule, planned.action);
  }
  planned_.clear();
}

void Effects::apply(const std::string& rule, const Action& action) {
  const auto by = by_rule(rule);
  std::visit(Overloaded{
                 [&](const action::SetState& a) { set_state(rule, a.state); },
                 [&](const action::SetPriority& a) { draft_.set_priority(a.priority, by); },
                 [&](const action::AddTag& a) { draft_.add_tag(a.tag, by); },
                 [&](const action::RemoveTag& a) { draft_.remove_tag(a.tag, by); },
                 [&](const action::Assign& a) {
                   const auto& desk = draft_.house().desk;
                   const auto strategy = desk.agent_named(a.to) ? "agent:" + a.to : a.to;
                   const auto dice = static_cast<std::uint64_t>(draft_.ticket().id.value);
                   if (const auto agent =
                           choose_agent(desk, draft_.desk_state(), draft_.ticket().group, strategy, dice))
                     draft_.assign(*agent, by, draft_.ticket().group);
                 },
                 [&](const action::Transfer& a) {
                   draft_.transfer(a.group, by);
                   if (!a.agent.empty()) draft_.assign(a.agent, by);
                 },
                 [&](const action::Notify& a) { notify(a.audience); },
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
                 [](const action::FollowUp&) {},  // the caller asked before anything was added
                 [](const action::Stop&) {},
             },
             action);
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

void Effects::notify(const std::string& audience) { audiences_.push_back(audience); }

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
  const auto kind = reopened_ ? LetterKind::reopened : kind_.value_or(LetterKind::customer_reply);
  tell_agents(draft_, entry.visibility == Visibility::private_ ? LetterKind::note_added : kind, entry, told,
              more_);
}

}  // namespace ticketd::core
