#include "core/rules.h"

#include "core/assign.h"
#include "core/change.h"
#include "core/draft.h"
#include "core/names.h"
#include "core/rule_reasons.h"
#include "core/text.h"
#include "core/word_search.h"

#include <algorithm>
#include <charconv>

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

/// Any of them is a part of the text; both in lower case.
bool contains_one(const std::vector<std::string>& wanted, const std::string& text) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& part) {
           return text.find(part) != std::string::npos;
         });
}

bool is_one_ignoring_case(const std::vector<std::string>& wanted, std::string_view text) {
  return wanted.empty() || is_among(wanted, text);
}

std::string_view value_of(const std::string& field, const FieldValues& values) {
  const auto found = values.find(field);
  return found == values.end() ? std::string_view{} : std::string_view(found->second);
}

bool has_value(const FieldCondition& wanted, const FieldValues& values) {
  const auto value = value_of(wanted.name, values);
  if (!is_one_ignoring_case(wanted.values, value)) return false;
  if (!wanted.number && wanted.from.empty() && wanted.before.empty()) return true;
  if (value.empty()) return false;
  if (wanted.number) {
    double number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    const auto bound = static_cast<double>(wanted.number->number);
    const bool enough = number >= bound;
    if (enough != (wanted.number->is == NumberBound::Is::at_least)) return false;
  }
  return (wanted.from.empty() || value >= wanted.from) && (wanted.before.empty() || value < wanted.before);
}

bool asks_for_mail(const Condition& when) {
  return !when.kind.empty() || !when.words.empty() || when.pattern || when.text_length ||
         when.has_attachment || !when.mood.empty() || !when.trust.empty();
}

/// Judges conditions on one set of facts; what is costly to know of a mail is found once for all of them.
class Judge {
 public:
  explicit Judge(const Facts& facts) : facts_(facts) {}

  [[nodiscard]] bool holds(const Condition& when) const { return unmet(when).empty(); }

  /// The first condition that does not hold, by its name in desk.toml; empty: all hold. What is quick to say
  /// comes first.
  [[nodiscard]] std::string_view unmet(const Condition& when) const {
    if (const auto of = unmet_of_ticket(when); !of.empty()) return of;
    if (const auto of = unmet_of_requester(when); !of.empty()) return of;
    if (const auto of = unmet_of_time(when); !of.empty()) return of;
    if (asks_for_mail(when))
      if (const auto of = unmet_of_mail(when); !of.empty()) return of;
    if (!when.subject.empty() && !of_subject(when)) return "subject";
    const auto holds = [&](const Condition& inner) { return this->holds(inner); };
    if (!std::all_of(when.all.begin(), when.all.end(), holds)) return "all";
    if (!when.any.empty() && std::none_of(when.any.begin(), when.any.end(), holds)) return "any";
    if (std::any_of(when.none.begin(), when.none.end(), holds)) return "not";
    return {};
  }

 private:
  [[nodiscard]] std::string_view unmet_of_ticket(const Condition& when) const {
    const auto& ticket = facts_.ticket;
    if (!is_one_of(when.state, ticket.state)) return "state";
    if (!is_one_of(when.mailbox, ticket.mailbox)) return "mailbox";
    if (!is_one_of(when.group, ticket.group)) return "group";
    if (!is_one_of(when.assignee, ticket.assignee)) return "assignee";
    if (!is_one_of(when.channel, ticket.channel)) return "channel";
    if (!when.author.empty() && !(facts_.author && is_one_of(when.author, *facts_.author))) return "author";
    if (!is_one_of(when.priority, ticket.priority)) return "priority";
    if (!is_one_of(when.language, ticket.language)) return "language";
    if (!shares_one(when.tags, ticket.tags)) return "tags";
    if (!within(when.reopened, ticket.reopened)) return "reopened";
    if (when.score && !(ticket.survey && ticket.survey->score && within(when.score, *ticket.survey->score)))
      return "score";
    if (!within(when.interactions, ticket.interactions)) return "interactions";
    if (!within(when.id, ticket.id.value)) return "id";
    for (const auto& field : when.fields)
      if (!has_value(field, ticket.fields)) return "field";
    return {};
  }

  [[nodiscard]] std::string_view unmet_of_requester(const Condition& when) const {
    static const Customer nobody;
    const auto& requester = facts_.ticket.requester;
    const auto& known = facts_.customer ? *facts_.customer : nobody;
    if (!matches_address(when.requester, requester.address)) return "requester";
    if (when.vip && *when.vip != known.vip) return "vip";
    if (!is_one_ignoring_case(when.company, known.company)) return "company";
    if (!is_one_ignoring_case(when.customer_number, known.customer_number)) return "customer_number";
    if (!when.phone.empty() && !contains_one(when.phone, digits_of_phone(known.phone))) return "phone";
    if (!when.requester_name.empty() && !contains_one(when.requester_name, lower_case(requester.name)) &&
        !contains_one(when.requester_name, lower_case(known.name)))
      return "requester_name";
    return {};
  }

  [[nodiscard]] std::string_view unmet_of_time(const Condition& when) const {
    const auto& ticket = facts_.ticket;
    if (!within(when.since_created, ticket.created_at, facts_.now)) return "since_created";
    if (!within(when.since_last_interaction, ticket.last_interaction, facts_.now))
      return "since_last_interaction";
    if (!within(when.since_resolved, ticket.resolved_at, facts_.now)) return "since_resolved";
    if (!within(when.unanswered_for, ticket.clocks.waiting_since, facts_.now)) return "unanswered_for";
    const auto open = [&] { return !facts_.calendar || is_open(*facts_.calendar, facts_.now); };
    if (when.business_hours && *when.business_hours != open()) return "business_hours";
    return {};
  }

  [[nodiscard]] std::string_view unmet_of_mail(const Condition& when) const {
    if (!facts_.mail) return "mail";
    const auto& mail = *facts_.mail;
    if (!is_one_of(when.kind, mail.kind)) return "kind";
    if (!is_one_of(when.trust, facts_.trust)) return "trust";
    if (!is_one_of(when.mood, facts_.mood)) return "mood";
    if (when.has_attachment && *when.has_attachment == mail.attachments.empty()) return "has_attachment";
    if (when.text_length && !within(when.text_length, length())) return "text_length";
    if (!when.words.empty() && !of_words(when)) return "words";
    if (when.pattern && !when.pattern(text())) return "pattern";
    return {};
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

  [[nodiscard]] long long length() const {
    if (!length_) length_ = static_cast<long long>(count_code_points(facts_.mail->new_text));
    return *length_;
  }

  const Facts& facts_;
  mutable std::optional<std::string> text_;  // these are made when the first condition asks
  mutable std::optional<WordSearch> subject_, words_;
  mutable std::optional<long long> length_;
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
  add(when.since_created, ticket.created_at);
  add(when.since_last_interaction, ticket.last_interaction);
  add(when.since_resolved, ticket.resolved_at);
  add(when.unanswered_for, ticket.clocks.waiting_since);
  for (const auto* list : {&when.all, &when.any, &when.none})
    for (const auto& inner : *list) add_moments(inner, facts, moments);
}

bool asks_business_hours(const Condition& when) {
  const auto asks = [](const Condition& inner) { return asks_business_hours(inner); };
  return when.business_hours || std::any_of(when.all.begin(), when.all.end(), asks) ||
         std::any_of(when.any.begin(), when.any.end(), asks) ||
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

}  // namespace

bool holds(const Condition& when, const Facts& facts) { return Judge(facts).holds(when); }

std::optional<Unmet> unmet(const Condition& when, const Facts& facts) {
  const auto condition = Judge(facts).unmet(when);
  if (condition.empty()) return std::nullopt;
  return Unmet{std::string(condition), found_instead(condition, facts)};
}

std::string in_words(const Action& action) {
  const auto with = [](const std::string& text) { return text.empty() ? text : " with " + text; };
  return std::visit(
      Overloaded{
          [](const action::SetState& a) { return "set_state " + std::string(name_of(a.state)); },
          [](const action::SetPriority& a) { return "set_priority " + std::string(name_of(a.priority)); },
          [](const action::RaisePriority& a) { return "raise_priority " + std::string(name_of(a.priority)); },
          [](const action::AddTag& a) { return "add_tag " + a.tag; },
          [](const action::RemoveTag& a) { return "remove_tag " + a.tag; },
          [](const action::SetField& a) { return "set_field " + a.name + " " + a.value; },
          [](const action::Assign& a) { return "assign " + joined(a.by); },
          [](const action::Transfer& a) {
            return "transfer " + a.group + (a.agent.empty() ? "" : " agent " + a.agent);
          },
          [&](const action::Notify& a) { return "notify " + a.audience + with(a.template_name); },
          [](const action::ReplyTemplate& a) { return "reply_template " + a.name; },
          [](const action::Forward& a) {
            std::string people;
            for (const auto& one : a.to) people += ' ' + one.address;
            return "forward" + people;
          },
          [](const action::Snooze& a) {
            const auto hours = a.span / std::chrono::hours(1);
            return a.span.count() == 0 ? std::string("snooze business_hours")
                                       : "snooze " + std::to_string(hours) + "h";
          },
          [](const action::AskForScore&) { return std::string("survey"); },
          [](const action::CallWebhook& a) { return "webhook " + a.name; },
          [](const action::AddNote&) { return std::string("note"); },
          [](const action::FollowUp&) { return std::string("follow_up"); },
          [](const action::Stop&) { return std::string("stop"); },
      },
      action);
}

std::vector<PlannedAction> plan(RuleEvent event, const Desk& desk, const Facts& facts, Trace& trace,
                                const RuleNames& acted) {
  std::vector<PlannedAction> planned;
  const Judge judge(facts);
  for (const auto& rule : desk.rules) {
    if (rule.on != event || !rule.enabled || acted.contains(rule.name)) continue;
    if (event == RuleEvent::time && has_acted(rule, facts.ticket)) continue;
    if (const auto condition = judge.unmet(rule.when); !condition.empty()) {
      std::string why(condition);
      if (trace.thorough) why += ": " + found_instead(condition, facts);
      trace.tried(by_rule(rule.name), "no", std::move(why));
      continue;
    }
    for (const auto& action : rule.then) planned.push_back({rule.name, event, action});
    trace.tried(by_rule(rule.name), "yes", joined(rule.then, in_words));
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
