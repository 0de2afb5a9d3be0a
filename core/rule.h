// The rules of desk.toml as values: at which event, under which conditions, what is to be done. core/rules.h
// judges them, core/effects.h carries them out.
#pragma once

#include "core/mail.h"
#include "core/ticket.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ticketd::core {

enum class RuleEvent : std::uint8_t {
  created,
  requester_replied,
  participant_replied,
  agent_replied,
  forwardee_replied,
  note_added,
  bounced,
  state_changed,
  assigned,
  field_changed,
  sla_warning,
  sla_breached,
  time,
  rated,  ///< the customer said how it was
  woken,  ///< a snooze ended
  transferred
};

enum class Mood : std::uint8_t { neutral, thanks, complaint, question };

/// "5d", ">= 30m", "< 2h": a bound on a span of time.
struct DurationBound {
  enum class Is : std::uint8_t { at_least, less_than } is = Is::at_least;
  std::chrono::seconds span{};
};
struct NumberBound {
  enum class Is : std::uint8_t { at_least, less_than } is = Is::at_least;
  long long number{};
};
/// Of one of the desk's own fields; what is set must hold.
struct FieldCondition {
  std::string name;
  std::vector<std::string> values;    ///< one of them; "": the field has no value
  std::optional<NumberBound> number;  ///< of a number
  std::string from, before;           ///< of a date
};

/// All that is set must hold; a list holds when one of it does.
struct Condition {
  std::vector<State> state;
  std::vector<MailKind> kind;
  std::vector<Trust> trust;
  std::vector<Role> author;
  std::vector<std::string> mailbox, group, assignee, channel, tags,
      requester;                                      ///< "" in assignee: unassigned
  std::vector<std::string> requester_name;            ///< contained; in lower case
  std::vector<std::string> company, customer_number;  ///< of the requester's contact; "": none
  std::vector<std::string> phone;                     ///< contained; digits
  std::vector<std::string> language;
  std::optional<bool> vip;
  std::vector<FieldCondition> fields;
  std::vector<Priority> priority;
  std::vector<Mood> mood;
  std::vector<std::string> subject;               ///< contained; in lower case
  std::vector<std::string> words;                 ///< of the new text or subject; in lower case
  std::function<bool(std::string_view)> pattern;  ///< compiled RE2 over subject and new text
  std::optional<NumberBound> text_length;         ///< code points of the new text
  std::optional<NumberBound> reopened, interactions, id;
  std::optional<NumberBound> score;  ///< that the customer gave
  std::optional<bool> has_attachment;
  std::optional<bool> business_hours;  ///< of the ticket's group
  std::optional<DurationBound> since_last_interaction, since_resolved, unanswered_for, since_created;
  std::vector<Condition> all;   ///< every one of them
  std::vector<Condition> any;   ///< at least one of them, when not empty
  std::vector<Condition> none;  ///< `not`: none of them
};

/// Who has the ticket: the assignee, else every available agent of its group.
inline constexpr std::string_view assignee_or_group = "assignee_or_group";

namespace action {
struct SetState {
  State state;
};
struct SetPriority {
  Priority priority;
};
struct RaisePriority {
  Priority priority;
};  ///< at least that; never lowered
struct AddTag {
  std::string tag;
};
struct RemoveTag {
  std::string tag;
};
struct SetField {
  std::string name, value;
};  ///< an empty value: the field is cleared
struct Assign {
  std::vector<std::string> by;
};  ///< strategies as of Group::assign
struct Transfer {
  std::string group;
  std::string agent;
};
struct Notify {
  std::string audience;
  std::string template_name;
};  ///< assignee, assignee_or_group, mentioned, group, group:NAME, manager, agent:NAME, requester
struct ReplyTemplate {
  std::string name;
};  ///< a canned answer, or a letter to customers
struct Forward {
  std::vector<Address> to;
  std::string text;
};
struct AddNote {
  std::string text;
};
struct Snooze {
  std::chrono::seconds span{};  ///< zero: until the group is next at work
};
struct AskForScore {};  ///< the survey mail
struct CallWebhook {
  std::string name;
};
struct FollowUp {};  ///< the mail opens a new, linked ticket instead
struct Stop {};      ///< no later rule is tried
}  // namespace action
using Action =
    std::variant<action::SetState, action::SetPriority, action::RaisePriority, action::AddTag,
                 action::RemoveTag, action::SetField, action::Assign, action::Transfer, action::Notify,
                 action::ReplyTemplate, action::Forward, action::Snooze, action::AskForScore,
                 action::CallWebhook, action::AddNote, action::FollowUp, action::Stop>;

struct Rule {
  std::string name;
  RuleEvent on = RuleEvent::created;
  Condition when;
  std::vector<Action> then;
  bool enabled = true;
};

}  // namespace ticketd::core
