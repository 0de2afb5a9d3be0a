#include "core/rules.h"

#include "core/change.h"
#include "core/draft.h"
#include "core/names.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

template <class T>
bool is_one_of(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool shares_one(const std::vector<std::string>& wanted, const std::vector<std::string>& have) {
  return wanted.empty() ||
         std::any_of(have.begin(), have.end(), [&](const auto& tag) { return is_one_of(wanted, tag); });
}

/// An address, or "@domain".
bool matches_address(const std::vector<std::string>& wanted, std::string_view address) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
           if (!one.starts_with('@')) return equal_ignoring_case(one, address);
           return address.size() > one.size() &&
                  equal_ignoring_case(address.substr(address.size() - one.size()), one);
         });
}

bool contains_one(const std::vector<std::string>& wanted, std::string_view text) {
  const auto lower = ascii_lower(text);
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
           return lower.find(ascii_lower(one)) != std::string::npos;
         });
}

/// ASCII words stand alone; words of other scripts may carry endings (Korean particles).
bool contains_word(const std::vector<std::string>& wanted, std::string_view text) {
  const auto lower = ascii_lower(text);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
           const auto word = ascii_lower(one);
           for (auto at = lower.find(word); !word.empty() && at != std::string::npos;
                at = lower.find(word, at + 1)) {
             const auto end = at + word.size();
             const bool before = at > 0 && is_letter(word.front()) && is_letter(lower[at - 1]);
             const bool behind = end < lower.size() && is_letter(word.back()) && is_letter(lower[end]);
             if (!before && !behind) return true;
           }
           return false;
         });
}

bool within(const std::optional<NumberBound>& bound, long long number) {
  if (!bound) return true;
  return bound->is == NumberBound::Is::at_least ? number >= bound->number : number < bound->number;
}

bool within(const std::optional<DurationBound>& bound, std::optional<Time> since, Time now) {
  if (!bound) return true;
  if (!since) return false;
  const bool long_enough = now - *since >= bound->span;
  return long_enough == (bound->is == DurationBound::Is::at_least);
}

bool mail_holds(const Condition& when, const Facts& facts) {
  const bool asks_mail = !when.kind.empty() || !when.words.empty() || when.pattern || when.text_length ||
                         when.has_attachment || !when.mood.empty() || !when.trust.empty();
  if (!asks_mail) return true;
  if (!facts.mail) return false;
  const auto& mail = *facts.mail;
  const auto whole = mail.subject + '\n' + mail.new_text;
  return is_one_of(when.kind, mail.kind) && is_one_of(when.trust, facts.trust) &&
         is_one_of(when.mood, facts.mood) && contains_word(when.words, whole) &&
         (!when.pattern || when.pattern(whole)) &&
         within(when.text_length, static_cast<long long>(count_code_points(mail.new_text))) &&
         (!when.has_attachment || *when.has_attachment == !mail.attachments.empty());
}

std::string describe(const PlannedAction& planned) {
  return std::visit(
      Overloaded{
          [](const action::SetState& a) { return "set_state " + std::string(name_of(a.state)); },
          [](const action::SetPriority& a) { return "set_priority " + std::string(name_of(a.priority)); },
          [](const action::AddTag& a) { return "add_tag " + a.tag; },
          [](const action::RemoveTag& a) { return "remove_tag " + a.tag; },
          [](const action::Assign& a) { return "assign " + a.to; },
          [](const action::Transfer& a) { return "transfer " + a.group; },
          [](const action::Notify& a) { return "notify " + a.audience; },
          [](const action::ReplyTemplate& a) { return "reply_template " + a.name; },
          [](const action::AddNote&) { return std::string("note"); },
          [](const action::FollowUp&) { return std::string("follow_up"); },
          [](const action::Stop&) { return std::string("stop"); },
      },
      planned.action);
}

}  // namespace

bool holds(const Condition& when, const Facts& facts) {
  const auto& ticket = facts.ticket;
  const auto last = ticket.last_interaction;
  return is_one_of(when.state, ticket.state) && is_one_of(when.mailbox, ticket.mailbox) &&
         is_one_of(when.group, ticket.group) && is_one_of(when.assignee, ticket.assignee) &&
         is_one_of(when.channel, ticket.channel) && is_one_of(when.priority, ticket.priority) &&
         shares_one(when.tags, ticket.tags) && matches_address(when.requester, ticket.requester.address) &&
         contains_one(when.subject, facts.mail ? facts.mail->subject : ticket.subject) &&
         within(when.reopened, ticket.reopened) && within(when.since_last_interaction, last, facts.now) &&
         within(when.since_resolved, ticket.resolved_at, facts.now) &&
         within(when.unanswered_for, last, facts.now) && mail_holds(when, facts) &&
         (when.any.empty() ||
          std::any_of(when.any.begin(), when.any.end(), [&](const auto& c) { return holds(c, facts); })) &&
         std::none_of(when.none.begin(), when.none.end(), [&](const auto& c) { return holds(c, facts); });
}

std::vector<PlannedAction> plan(RuleEvent event, const Desk& desk, const Facts& facts, Trace& trace) {
  std::vector<PlannedAction> planned;
  for (const auto& rule : desk.rules) {
    if (!rule.enabled || rule.on != event) continue;
    if (!holds(rule.when, facts)) {
      trace.tried(by_rule(rule.name), "no");
      continue;
    }
    std::string wants;
    for (const auto& action : rule.then) {
      planned.push_back({rule.name, action});
      wants += (wants.empty() ? "" : ", ") + describe(planned.back());
    }
    trace.tried(by_rule(rule.name), "yes", wants);
    if (!rule.then.empty() && std::holds_alternative<action::Stop>(rule.then.back())) break;
  }
  return planned;
}

}  // namespace ticketd::core
