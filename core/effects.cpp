#include "core/effects.h"

#include "core/assign.h"
#include "core/forwarding.h"
#include "core/names.h"
#include "core/satisfaction.h"
#include "core/text.h"
#include "core/webhook.h"

#include <algorithm>
#include <span>
#include <utility>

namespace ticketd::core {

namespace {

/// So many times may what rules changed set off further rules before somebody has to look.
constexpr int longest_chain = 10;

}  // namespace

std::vector<RuleEvent> events_between(const Ticket& before, const Ticket& now) {
  std::vector<RuleEvent> events;
  if (now.state != before.state) events.push_back(RuleEvent::state_changed);
  if (now.assignee != before.assignee) events.push_back(RuleEvent::assigned);
  if (now.group != before.group) events.push_back(RuleEvent::transferred);
  if (now.priority != before.priority || now.tags != before.tags || now.group != before.group ||
      now.fields != before.fields)
    events.push_back(RuleEvent::field_changed);
  return events;
}

std::vector<std::string> Effects::run(RuleEvent event, const Facts& facts, Scope scope) {
  scope_ = scope;
  if (!began_with_) began_with_ = event;
  facts_.emplace(facts);
  std::vector<std::string> acting;
  for (auto& planned : plan(event, draft_.house().desk, facts, trace_, acted_)) {
    if (acting.empty() || acting.back() != planned.rule) acting.push_back(planned.rule);
    planned_.push_back(std::move(planned));
  }
  acted_.insert(acting.begin(), acting.end());
  return acting;
}

bool Effects::follow_up() const {
  return scope_ == Scope::all &&
         std::any_of(planned_.begin(), planned_.end(), [](const PlannedAction& planned) {
           return std::holds_alternative<action::FollowUp>(planned.action);
         });
}

void Effects::record_follow_up() {
  for (const auto& planned : planned_)
    if (std::holds_alternative<action::FollowUp>(planned.action))
      return draft_.record(EventKind::rule, {}, in_words(planned.action), by_rule(planned.rule));
}

void Effects::apply() {
  for (int rounds = 0;; ++rounds) {
    carry_out();
    if (scope_ == Scope::only_reopen || !facts_) return;
    const auto events = events_between(before_, draft_.ticket());
    if (events.empty()) return;
    if (rounds == longest_chain) {
      constexpr auto why = "what rules changed set off further rules too often";
      trace_.tried("chain of rules", "stopped", why);
      return draft_.record(EventKind::rule, {}, why, by_system());
    }
    before_ = draft_.ticket();
    auto facts = *facts_;
    facts.calendar = draft_.house().desk.calendar_of_group(before_.group);
    for (const auto event : events) (void)run(event, facts);  // who acts is remembered
    if (planned_.empty()) return;
  }
}

/// Each rule that acts stands in the ticket's history with all that it wanted.
void Effects::carry_out() {
  const auto planned = std::exchange(planned_, {});
  for (auto first = planned.begin(); first != planned.end();) {
    const auto last =
        std::find_if(first, planned.end(), [&](const auto& next) { return next.rule != first->rule; });
    if (scope_ == Scope::all) {
      auto wants = joined(std::span(first, last), [](const auto& one) { return in_words(one.action); });
      draft_.record(EventKind::rule, {}, std::move(wants), by_rule(first->rule));
    }
    for (; first != last; ++first)
      if (scope_ == Scope::all || std::holds_alternative<action::SetState>(first->action)) apply(*first);
  }
  if (std::exchange(moved_, false)) settle_in_group(draft_, trace_);
}

void Effects::apply(const PlannedAction& planned) {
  const auto& rule = planned.rule;
  const auto by = by_rule(rule);
  std::visit(Overloaded{
                 [&](const action::SetState& a) { set_state(rule, a.state); },
                 [&](const action::SetPriority& a) { draft_.set_priority(a.priority, by); },
                 [&](const action::RaisePriority& a) {
                   draft_.set_priority(std::max(a.priority, draft_.ticket().priority), by);
                 },
                 [&](const action::AddTag& a) { draft_.add_tag(a.tag, by); },
                 [&](const action::RemoveTag& a) { draft_.remove_tag(a.tag, by); },
                 [&](const action::SetField& a) { draft_.set_field(a.name, a.value, by); },
                 [&](const action::Assign& a) { assign_by(draft_, a.by, by, trace_); },
                 [&](const action::Transfer& a) {
                   moved_ |= draft_.ticket().group != a.group;
                   move_to_group(draft_, a.group, a.agent, by);
                 },
                 [&](const action::Notify& a) { notify(planned, a); },
                 [&](const action::ReplyTemplate& a) { reply(rule, a.name, Circle::everybody); },
                 [&](const action::Forward& a) { forward(rule, a); },
                 [&](const action::Snooze& a) { snooze(rule, a); },
                 [&](const action::AskForScore&) { trace_.tried("survey", ask_for_score(draft_)); },
                 [&](const action::CallWebhook& a) {
                   if (const auto* webhook = draft_.house().desk.webhook_named(a.name))
                     calls_.push_back({rule, planned.event, webhook});
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

/// Why nobody outside is written to because of this mail; empty: they may be.
std::string Effects::no_answer() const {
  const auto* mail = facts_ ? facts_->mail : nullptr;
  if (mail && ((mail->kind != MailKind::human && mail->kind != MailKind::list) || mail->answer_suppressed))
    return "not a person's mail, or no answer wanted";
  if (mail && facts_->trust == Trust::unproven) return "the author is unproven";
  if (draft_.context().automatic_today >= draft_.house().settings.automatic.per_ticket_per_day)
    return "enough automatic mails for this ticket today";
  return {};
}

/// `text`: a letter to customers by its kind, or an answer of the desk. What was sent stands in the ticket.
void Effects::reply(const std::string& rule, const std::string& text, Circle circle) {
  if (const auto why = no_answer(); !why.empty()) {
    trace_.tried("answer of a rule", "not sent", rule + ": " + why);
    return;
  }
  const auto kind = named<LetterKind>(text);
  Filled words;
  if (!kind) {
    auto filled = canned_answer(draft_, text, draft_.house().desk.agent_named(draft_.ticket().assignee), {});
    if (!filled) return trace_.tried("answer of a rule", "not sent", rule + ": " + filled.error().detail);
    words = std::move(*filled);
  }
  const auto letter = kind.value_or(LetterKind::public_reply);
  if (const auto why = why_to_nobody(draft_, letter, circle); !why.empty())
    return trace_.tried("answer of a rule", "not sent", rule + ": " + why);
  Entry entry;
  entry.kind = EntryKind::automatic;
  entry.author.role = Role::system;
  entry.text = kind ? '[' + text + ']' : words.text;
  const auto added = draft_.add_public(std::move(entry));
  send_automatically(draft_, letter, added, words, circle);
}

void Effects::forward(const std::string& rule, const action::Forward& wanted) {
  if (const auto why = no_answer(); !why.empty())
    return trace_.tried("forward of a rule", "not sent", rule + ": " + why);
  forward_by_rule(draft_, wanted.to, wanted.text, by_rule(rule));
}

void Effects::notify(const PlannedAction& planned, const action::Notify& wanted) {
  if (wanted.audience == "requester") return reply(planned.rule, wanted.template_name, Circle::requester);
  notices_.add(planned.rule, planned.event, wanted);
}

void Effects::finish(const Entry& entry) {
  for (const auto& call : calls_)
    call_webhook(draft_, *call.to, call.event, call.rule, notices_.entry_of(call.event, entry));
  if (began_with_) notices_.send(draft_, *began_with_, reopened_, entry);
}

}  // namespace ticketd::core
