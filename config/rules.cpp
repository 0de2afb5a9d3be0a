#include "config/rules.h"

#include "config/addresses.h"
#include "config/assignment.h"
#include "config/taken.h"
#include "config/units.h"
#include "core/author_name.h"
#include "core/contact.h"
#include "core/nearest.h"
#include "core/numbers.h"
#include "core/word_search.h"

#include <algorithm>
#include <array>
#include <map>

namespace ticketd::config {

namespace {

using core::Condition;
using core::Desk;
using core::Rule;
using core::RuleEvent;

/// Reads the conditions and actions of rules for one desk.
class RuleReader {
 public:
  explicit RuleReader(const Desk& desk) : desk_(desk) {}

  [[nodiscard]] Condition condition(const Section& when) const;
  [[nodiscard]] std::vector<core::Action> actions(const Section& rule) const;
  /// `besides`: what else may stand there, in words.
  [[nodiscard]] std::string audience(const Section& section, std::string_view key,
                                     std::string_view besides = {}) const;

 private:
  void read_action(const Section& then, std::vector<core::Action>& actions) const;
  [[nodiscard]] std::optional<core::Action> action(const Section& then) const;
  [[nodiscard]] std::vector<core::FieldCondition> fields(const Section& when) const;
  [[nodiscard]] core::action::Notify notify(const Section& then) const;
  [[nodiscard]] core::action::ReplyTemplate reply(const Section& then) const;
  [[nodiscard]] core::action::Forward forward(const Section& then) const;
  [[nodiscard]] bool has_text(const std::string& name) const;
  [[nodiscard]] std::string unknown_text(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> known(const Section& when, std::string_view key) const;
  void must_be_known(const Section& section, std::string_view key, std::string_view kind,
                     const std::string& name) const;
  [[nodiscard]] core::action::Transfer transfer(const Section& then) const;
  [[nodiscard]] core::action::Snooze snooze(const Section& then) const;
  [[nodiscard]] core::action::CallWebhook webhook(const Section& then) const;
  const Desk& desk_;
};

constexpr std::string_view group_prefix = "group:";

std::vector<std::string> lower_case(std::vector<std::string> texts) {
  for (auto& text : texts) text = core::lower_case(text);
  return texts;
}

void RuleReader::must_be_known(const Section& section, std::string_view key, std::string_view kind,
                               const std::string& name) const {
  const bool found = kind == "mailbox"   ? desk_.mailbox_named(name) != nullptr
                     : kind == "group"   ? desk_.group_named(name) != nullptr
                     : kind == "webhook" ? desk_.webhook_named(name) != nullptr
                                         : desk_.agent_named(name) != nullptr;
  if (!found) section.wrong(key, "unknown " + std::string(kind) + " \"" + name + "\"");
}

std::vector<std::string> RuleReader::known(const Section& when, std::string_view key) const {
  const auto kind = key == "assignee" ? "agent" : key;
  auto names = when.list(key);
  for (const auto& name : names) {
    const bool unassigned = key == "assignee" && name.empty();
    if (!unassigned) must_be_known(when, key, kind, name);
  }
  return names;
}

Condition RuleReader::condition(const Section& when) const {
  for (const auto& [key, value] : when.table())
    if (value.is_array() && value.as_array()->empty()) when.wrong(key.str(), "an empty list never holds");
  Condition condition;
  condition.state = when.choices<core::State>("state");
  condition.kind = when.choices<core::MailKind>("kind");
  condition.trust = when.choices<core::Trust>("trust");
  condition.author = when.choices<core::Role>("author");
  condition.mailbox = known(when, "mailbox");
  condition.group = known(when, "group");
  condition.assignee = known(when, "assignee");
  condition.channel = when.list("channel");
  condition.tags = when.list("tags");
  condition.requester = when.list("requester");
  condition.priority = when.choices<core::Priority>("priority");
  condition.mood = when.choices<core::Mood>("mood");
  condition.requester_name = lower_case(when.list("requester_name"));
  condition.company = when.list("company");
  condition.customer_number = when.list("customer_number");
  for (const auto& number : when.list("phone")) condition.phone.push_back(core::digits_of_phone(number));
  if (when.has("vip")) condition.vip = when.boolean("vip");
  condition.language = when.list("language");
  condition.fields = fields(when);
  condition.subject = lower_case(when.list("subject"));
  condition.words = lower_case(when.list("words"));
  condition.pattern = when.pattern("pattern");
  condition.text_length = when.number_bound("text_length");
  condition.reopened = when.number_bound("reopened");
  condition.score = when.number_bound("score");
  condition.interactions = when.number_bound("interactions");
  condition.id = when.number_bound("id");
  if (when.has("has_attachment")) condition.has_attachment = when.boolean("has_attachment");
  if (when.has("business_hours")) {
    condition.business_hours = when.boolean("business_hours");
    if (desk_.calendars.empty()) when.wrong("business_hours", "the desk has no [[calendar]]");
  }
  condition.since_created = when.duration_bound("since_created");
  condition.since_last_interaction = when.duration_bound("since_last_interaction");
  condition.since_resolved = when.duration_bound("since_resolved");
  condition.unanswered_for = when.duration_bound("unanswered_for");
  for (const auto& part : when.each("all", "rule.when")) condition.all.push_back(this->condition(part));
  for (const auto& alternative : when.each("any", "rule.when"))
    condition.any.push_back(this->condition(alternative));
  for (const auto& excluded : when.each("not", "rule.when"))
    condition.none.push_back(this->condition(excluded));
  return condition;
}

/// A bound for numbers and dates, else values in the spelling that tickets have.
std::vector<core::FieldCondition> RuleReader::fields(const Section& when) const {
  std::vector<core::FieldCondition> conditions;
  for (const auto& [name, written] : when.free_table("field")) {
    core::FieldCondition condition{.name = name};
    const auto* field = desk_.field_named(name);
    const bool number = field != nullptr && field->type == core::FieldType::number;
    const bool date = field != nullptr && field->type == core::FieldType::date;
    for (const auto& text : written) {
      const bool before = text.starts_with('<'), from = text.starts_with(">=");
      const auto bound = number && !text.empty() ? parse_number_bound(text) : std::nullopt;
      const auto value = desk_.fields_from({{name, date    ? text.substr(from     ? 2
                                                                         : before ? 1
                                                                                  : 0)
                                                   : bound ? ""
                                                           : text}});
      if (!value)
        when.wrong("field", value.error().detail);
      else if (bound)
        condition.number = bound;
      else if (date && (before || from))
        (before ? condition.before : condition.from) = value->at(name);
      else
        condition.values.push_back(value->at(name));
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

bool RuleReader::has_text(const std::string& name) const {
  return !core::named<core::LetterKind>(name) &&
         std::any_of(desk_.texts.begin(), desk_.texts.end(),
                     [&](const auto& text) { return text.name == name; });
}

/// Agents may be told in the words of a notice that there is, the requester in those of the desk only.
core::action::Notify RuleReader::notify(const Section& then) const {
  using core::LetterKind;
  constexpr std::array<LetterKind, 4> notices{LetterKind::new_ticket, LetterKind::customer_reply,
                                              LetterKind::reopened, LetterKind::woken};
  const auto to = then.text("notify");
  const bool requester = to == "requester";
  core::action::Notify notify{
      requester || to == "mentioned" ? to : audience(then, "notify", ", mentioned or requester"),
      then.text("template")};
  const auto kind = core::named<LetterKind>(notify.template_name);
  const bool notice = !requester && kind && std::find(notices.begin(), notices.end(), *kind) != notices.end();
  if (requester && notify.template_name.empty())
    then.wrong("notify", "the requester is told by a template: { notify = \"requester\", template = \"…\" }");
  else if (!notify.template_name.empty() && !notice && !has_text(notify.template_name))
    then.wrong("template", unknown_text(notify.template_name));
  return notify;
}

core::action::ReplyTemplate RuleReader::reply(const Section& then) const {
  using core::LetterKind;
  const auto name = then.text("reply_template");
  const auto kind = core::named<LetterKind>(name);
  const bool to_customers = kind == LetterKind::acknowledgement || kind == LetterKind::resolved ||
                            kind == LetterKind::on_hold || kind == LetterKind::closing_soon ||
                            kind == LetterKind::after_hours;
  if (!to_customers && !has_text(name)) then.wrong("reply_template", unknown_text(name));
  return {name};
}

core::action::Forward RuleReader::forward(const Section& then) const {
  core::action::Forward forward{.to = {}, .text = then.text("text")};
  for (const auto& address : then.list("forward")) {
    if (!looks_like_mail_address(address))
      then.wrong("forward", "\"" + address + "\" is not a mail address");
    else if (desk_.mailbox_of(address) || desk_.agent_with_address(address))
      then.wrong("forward", "\"" + address + "\" is of this desk: transfer or notify instead");
    forward.to.push_back({{}, address});
  }
  return forward;
}

std::string RuleReader::unknown_text(const std::string& name) const {
  std::vector<std::string_view> known;
  for (const auto& text : desk_.texts) known.push_back(text.name);
  const auto like = core::nearest(known, name);
  return "no template is called \"" + name + '"' +
         (like.empty() ? std::string{} : "; the nearest is \"" + std::string(like) + '"');
}

core::action::Transfer RuleReader::transfer(const Section& then) const {
  core::action::Transfer transfer{then.text("transfer"), then.text("agent")};
  must_be_known(then, "transfer", "group", transfer.group);
  if (transfer.agent.empty()) return transfer;
  must_be_known(then, "agent", "agent", transfer.agent);
  const auto* agent = desk_.agent_named(transfer.agent);
  if (agent != nullptr && !agent->is_in(transfer.group))
    then.wrong("agent", "\"" + transfer.agent + "\" is not in group \"" + transfer.group + "\"");
  return transfer;
}

core::action::Snooze RuleReader::snooze(const Section& then) const {
  const auto text = then.text("snooze");
  if (text == "business_hours") {
    if (desk_.calendars.empty()) then.wrong("snooze", "the desk has no [[calendar]]");
    return {};
  }
  const auto span = core::parse_span(text);
  if (!span || span->count() <= 0) then.wrong("snooze", "must be a time like \"2d\", or \"business_hours\"");
  return {span.value_or(std::chrono::seconds{1})};
}

core::action::CallWebhook RuleReader::webhook(const Section& then) const {
  const auto name = then.text("webhook");
  must_be_known(then, "webhook", "webhook", name);
  return {name};
}

std::string RuleReader::audience(const Section& section, std::string_view key,
                                 std::string_view besides) const {
  constexpr std::array<std::string_view, 4> audiences{"assignee", core::assignee_or_group, "group",
                                                      "manager"};
  auto name = section.text(key);
  if (const auto agent = core::agent_in(name))
    must_be_known(section, key, "agent", std::string(*agent));
  else if (name.starts_with(group_prefix))
    must_be_known(section, key, "group", name.substr(group_prefix.size()));
  else if (std::find(audiences.begin(), audiences.end(), name) == audiences.end())
    section.wrong(key, "must be assignee, assignee_or_group, group, group:NAME, manager or agent:NAME" +
                           std::string(besides));
  return name;
}

std::optional<core::Action> RuleReader::action(const Section& then) const {
  namespace action = core::action;
  constexpr std::pair<std::string_view, std::string_view> companions[] = {
      {"transfer", "agent"}, {"notify", "template"}, {"forward", "text"}};
  const bool accompanied = std::any_of(std::begin(companions), std::end(companions), [&](const auto& pair) {
    return then.has(pair.first) && then.has(pair.second);
  });
  const auto companion = accompanied ? 1U : 0U;
  if (then.table().size() != 1U + companion) {
    then.wrong("each action stands in braces of its own");
    return std::nullopt;
  }
  if (then.has("set_state")) {
    const auto state = then.choice<core::State>("set_state");
    if (state == core::State::merged) then.wrong("set_state", "only a merge makes a ticket merged");
    return action::SetState{state};
  }
  if (then.has("set_priority")) return action::SetPriority{then.choice<core::Priority>("set_priority")};
  if (then.has("raise_priority")) return action::RaisePriority{then.choice<core::Priority>("raise_priority")};
  if (then.has("add_tag")) return then.require("add_tag"), action::AddTag{then.text("add_tag")};
  if (then.has("remove_tag")) return then.require("remove_tag"), action::RemoveTag{then.text("remove_tag")};
  if (then.has("assign")) return action::Assign{read_assignment(then, desk_)};
  if (then.has("transfer")) return transfer(then);
  if (then.has("notify")) return notify(then);
  if (then.has("reply_template")) return reply(then);
  if (then.has("forward")) return forward(then);
  if (then.has("note")) return then.require("note"), action::AddNote{then.text("note")};
  if (then.has("snooze")) return snooze(then);
  if (then.has("webhook")) return webhook(then);
  const auto flag = then.has("follow_up") ? "follow_up"
                    : then.has("survey")  ? "survey"
                    : then.has("stop")    ? "stop"
                                          : nullptr;
  if (flag == nullptr) return std::nullopt;  // an unknown key, which is reported already
  if (!then.boolean(flag)) then.wrong(flag, "must be true; leave it out otherwise");
  if (then.has("follow_up")) return action::FollowUp{};
  if (then.has("survey")) return action::AskForScore{};
  return action::Stop{};
}

/// `set_field` may set several.
void RuleReader::read_action(const Section& then, std::vector<core::Action>& actions) const {
  if (auto action = this->action(then)) return actions.push_back(std::move(*action));
  core::FieldValues written;
  for (const auto& [name, values] : then.free_table("set_field"))
    written[name] = values.size() == 1 ? values.front() : std::string{};
  auto fields = desk_.fields_from(written);
  if (!fields) return then.wrong("set_field", fields.error().detail);
  for (auto& [name, value] : *fields) actions.emplace_back(core::action::SetField{name, std::move(value)});
}

std::vector<core::Action> RuleReader::actions(const Section& rule) const {
  std::vector<core::Action> actions;
  bool stopped = false;
  for (const auto& then : rule.each("then")) {
    if (stopped) then.wrong("is never reached: it stands behind stop");
    stopped = then.has("stop");
    read_action(then, actions);
  }
  if (!rule.has("then")) rule.wrong("needs a then");
  return actions;
}

bool measures_time(const Condition& condition) {
  return condition.since_created || condition.since_last_interaction || condition.since_resolved ||
         condition.unanswered_for || condition.business_hours ||
         std::any_of(condition.all.begin(), condition.all.end(), measures_time) ||
         (!condition.any.empty() && std::all_of(condition.any.begin(), condition.any.end(), measures_time));
}

std::vector<RuleEvent> events(const Section& rule, const Condition& when) {
  if (!rule.has("on")) rule.wrong("needs an on");
  auto events = rule.choices<RuleEvent>("on");
  const bool timed = std::find(events.begin(), events.end(), RuleEvent::time) != events.end();
  if (timed && !measures_time(when))
    rule.wrong("on",
               "time needs since_created, since_last_interaction, since_resolved, unanswered_for or "
               "business_hours in when");
  return events;
}

/// Remembers, for each event, the rule that always stops: no later one is reached.
class Reach {
 public:
  void check(const Section& table, const Rule& rule, bool unconditional) {
    if (!rule.enabled) return;
    const auto stopper = stopped_by_.find(rule.on);
    if (stopper != stopped_by_.end())
      table.wrong("name", "is never reached at " + std::string(core::name_of(rule.on)) + ": rule \"" +
                              stopper->second + "\" always stops before it");
    const auto stops = [](const core::Action& action) {
      return std::holds_alternative<core::action::Stop>(action);
    };
    if (unconditional && std::any_of(rule.then.begin(), rule.then.end(), stops))
      stopped_by_.emplace(rule.on, rule.name);
  }

 private:
  std::map<RuleEvent, std::string> stopped_by_;
};

}  // namespace

Condition read_condition(const Section& when, const Desk& desk) { return RuleReader(desk).condition(when); }

std::string read_audience(const Section& section, std::string_view key, const Desk& desk) {
  return RuleReader(desk).audience(section, key);
}

std::vector<Rule> read_rules(const Section& root, const Desk& desk) {
  const RuleReader reader(desk);
  std::vector<Rule> rules;
  Taken names("rule");
  Reach reach;
  for (const auto& table : root.each("rule")) {
    Rule rule;
    rule.name = table.text("name");
    names.check(table, "name");
    const auto when = table.below("when");
    rule.when = reader.condition(when);
    rule.then = reader.actions(table);
    rule.enabled = table.boolean("enabled");
    for (const auto event : events(table, rule.when)) {
      rule.on = event;
      reach.check(table, rule, when.table().empty());
      rules.push_back(rule);
    }
  }
  return rules;
}

}  // namespace ticketd::config
