#include "core/rules.h"

#include "core/assign.h"
#include "core/change.h"
#include "core/draft.h"
#include "core/names.h"
#include "core/text.h"
#include "core/word_search.h"

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

bool asks_for_mail(const Condition& when) {
  return !when.kind.empty() || !when.words.empty() || when.pattern || when.text_length ||
         when.has_attachment || !when.mood.empty() || !when.trust.empty();
}

/// Judges conditions on one set of facts; what is costly to know of a mail is found once for all of them.
class Judge {
 public:
  explicit Judge(const Facts& facts) : facts_(facts) {}

  [[nodiscard]] bool holds(const Condition& when) const {
    return of_ticket(when) && of_time(when) && (!asks_for_mail(when) || of_mail(when)) &&
           (when.subject.empty() || of_subject(when)) &&
           (when.any.empty() ||
            std::any_of(when.any.begin(), when.any.end(), [&](const auto& c) { return holds(c); })) &&
           std::none_of(when.none.begin(), when.none.end(), [&](const auto& c) { return holds(c); });
  }

 private:
  [[nodiscard]] bool of_ticket(const Condition& when) const {
    const auto& ticket = facts_.ticket;
    return is_one_of(when.state, ticket.state) && is_one_of(when.mailbox, ticket.mailbox) &&
           is_one_of(when.group, ticket.group) && is_one_of(when.assignee, ticket.assignee) &&
           is_one_of(when.channel, ticket.channel) && is_one_of(when.priority, ticket.priority) &&
           shares_one(when.tags, ticket.tags) && matches_address(when.requester, ticket.requester.address) &&
           within(when.reopened, ticket.reopened) &&
           (!when.score ||
            (ticket.survey && ticket.survey->score && within(when.score, *ticket.survey->score)));
  }

  [[nodiscard]] bool of_time(const Condition& when) const {
    const auto& ticket = facts_.ticket;
    const auto open = [&] { return !facts_.calendar || is_open(*facts_.calendar, facts_.now); };
    return within(when.since_last_interaction, ticket.last_interaction, facts_.now) &&
           within(when.since_resolved, ticket.resolved_at, facts_.now) &&
           within(when.unanswered_for, ticket.clocks.waiting_since, facts_.now) &&
           (!when.business_hours || *when.business_hours == open());
  }

  [[nodiscard]] bool of_mail(const Condition& when) const {
    if (!facts_.mail) return false;
    const auto& mail = *facts_.mail;
    return is_one_of(when.kind, mail.kind) && is_one_of(when.trust, facts_.trust) &&
           is_one_of(when.mood, facts_.mood) &&
           (!when.has_attachment || *when.has_attachment == !mail.attachments.empty()) &&
           (!when.text_length ||
            within(when.text_length, static_cast<long long>(count_code_points(mail.new_text)))) &&
           (when.words.empty() || of_words(when)) && (!when.pattern || when.pattern(text()));
  }

  [[nodiscard]] bool of_subject(const Condition& when) const {
    if (!subject_) subject_.emplace(facts_.mail ? facts_.mail->subject : facts_.ticket.subject);
    return std::any_of(when.subject.begin(), when.subject.end(),
                       [&](const std::string& part) { return subject_->contains(part); });
  }

  [[nodiscard]] bool of_words(const Condition& when) const {
    if (!words_) words_.emplace(text());
    return std::any_of(when.words.begin(), when.words.end(),
                       [&](const std::string& word) { return words_->has_word(word); });
  }

  [[nodiscard]] const std::string& text() const {
    if (!text_) text_ = facts_.mail->subject + '\n' + facts_.mail->new_text;
    return *text_;
  }

  const Facts& facts_;
  mutable std::optional<std::string> text_;  // these three are made when the first condition asks
  mutable std::optional<WordSearch> subject_, words_;
};

bool has_acted(const Rule& rule, const Ticket& ticket) {
  const auto& acted = ticket.clocks.acted;
  return std::find(acted.begin(), acted.end(), rule.name) != acted.end();
}

/// The moments at which the passing of time alone may change whether the condition holds.
void add_moments(const Condition& when, const Facts& facts, std::vector<Time>& moments) {
  const auto& ticket = facts.ticket;
  const auto add = [&](const std::optional<DurationBound>& bound, std::optional<Time> since) {
    if (bound && since) moments.push_back(*since + bound->span);
  };
  add(when.since_last_interaction, ticket.last_interaction);
  add(when.since_resolved, ticket.resolved_at);
  add(when.unanswered_for, ticket.clocks.waiting_since);
  for (const auto* list : {&when.any, &when.none})
    for (const auto& inner : *list) add_moments(inner, facts, moments);
}

bool asks_business_hours(const Condition& when) {
  const auto asks = [](const Condition& inner) { return asks_business_hours(inner); };
  return when.business_hours || std::any_of(when.any.begin(), when.any.end(), asks) ||
         std::any_of(when.none.begin(), when.none.end(), asks);
}

/// The same with the next opening and closing behind each of them, and behind now; in order.
std::vector<Time> moments_of(const Condition& when, const Facts& facts) {
  std::vector<Time> moments;
  add_moments(when, facts, moments);
  if (facts.calendar && asks_business_hours(when)) {
    auto edges = moments;
    edges.push_back(facts.now);
    for (const auto from : edges)
      for (const auto edge : {next_opening(*facts.calendar, from), next_closing(*facts.calendar, from)})
        if (edge) moments.push_back(*edge);
  }
  std::erase_if(moments, [&](Time moment) { return moment <= facts.now; });
  std::sort(moments.begin(), moments.end());
  return moments;
}

std::string describe(const PlannedAction& planned) {
  return std::visit(
      Overloaded{
          [](const action::SetState& a) { return "set_state " + std::string(name_of(a.state)); },
          [](const action::SetPriority& a) { return "set_priority " + std::string(name_of(a.priority)); },
          [](const action::AddTag& a) { return "add_tag " + a.tag; },
          [](const action::RemoveTag& a) { return "remove_tag " + a.tag; },
          [](const action::Assign& a) { return "assign " + in_order(a.by); },
          [](const action::Transfer& a) { return "transfer " + a.group; },
          [](const action::Notify& a) { return "notify " + a.audience; },
          [](const action::ReplyTemplate& a) { return "reply_template " + a.name; },
          [](const action::AddNote&) { return std::string("note"); },
          [](const action::Snooze&) { return std::string("snooze"); },
          [](const action::AskForScore&) { return std::string("survey"); },
          [](const action::CallWebhook& a) { return "webhook " + a.name; },
          [](const action::FollowUp&) { return std::string("follow_up"); },
          [](const action::Stop&) { return std::string("stop"); },
      },
      planned.action);
}

}  // namespace

bool holds(const Condition& when, const Facts& facts) { return Judge(facts).holds(when); }

std::vector<PlannedAction> plan(RuleEvent event, const Desk& desk, const Facts& facts, Trace& trace) {
  std::vector<PlannedAction> planned;
  const Judge judge(facts);
  for (const auto& rule : desk.rules) {
    if (!rule.enabled || rule.on != event) continue;
    if (event == RuleEvent::time && has_acted(rule, facts.ticket)) continue;
    if (!judge.holds(rule.when)) {
      trace.tried(by_rule(rule.name), "no");
      continue;
    }
    std::string wants;
    for (const auto& action : rule.then) {
      planned.push_back({rule.name, event, action});
      wants += (wants.empty() ? "" : ", ") + describe(planned.back());
    }
    trace.tried(by_rule(rule.name), "yes", wants);
    if (!rule.then.empty() && std::holds_alternative<action::Stop>(rule.then.back())) break;
  }
  return planned;
}

std::vector<std::string> time_rules_that_hold(const Desk& desk, const Facts& facts) {
  std::vector<std::string> names;
  const Judge judge(facts);
  for (const auto& rule : desk.rules)
    if (rule.enabled && rule.on == RuleEvent::time && judge.holds(rule.when)) names.push_back(rule.name);
  return names;
}

std::optional<Time> next_time_rule(const Desk& desk, const Facts& facts) {
  std::optional<Time> earliest;
  for (const auto& rule : desk.rules) {
    if (!rule.enabled || rule.on != RuleEvent::time) continue;
    for (const auto moment : moments_of(rule.when, facts)) {
      if (earliest && moment >= *earliest) break;
      auto then = facts;
      then.now = moment;
      if (holds(rule.when, then) == has_acted(rule, facts.ticket)) continue;
      earliest = moment;
      break;
    }
  }
  return earliest;
}

}  // namespace ticketd::core
