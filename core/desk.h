// The desk: what support managers own in desk.toml, as one value. Built and checked by config/, read by every
// decision.
#pragma once

#include "core/mail.h"
#include "core/ticket.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ticketd::core {

/// How a mailbox is fetched; read by the IMAP intake only.
struct ImapAccount {
  std::string url;  ///< imap://, imap+starttls://, imaps://
  std::string user;
  std::string password_file;          ///< absolute; empty: none
  std::string tls_ca_file;            ///< absolute; empty: the system's
  std::string after_import = "seen";  ///< "seen", "none", "delete", "move:FOLDER"
};

struct Mailbox {
  std::string name;
  Address address;  ///< display name and address that customers see
  std::string group;
  bool token_in_reply_address = true;  ///< reply_address = "token" or "plain"
  char subaddress_delimiter = '+';
  bool acknowledge = true;
  std::string default_charset;  ///< for unlabelled 8-bit mail; empty: none
  std::optional<ImapAccount> imap;
};

struct Group {
  std::string name;
  std::string assign = "none";  ///< none, random, round_robin, least_loaded, agent:NAME
  bool members_only = false;    ///< its tickets are seen by its members, their assignees and managers only
};

enum class AgentRole : std::uint8_t { agent, manager, admin };

/// What not every agent may do (core/authority.h).
enum class Permission : std::uint8_t { transfer, merge, forward, spam, erase };

struct Agent {
  std::string name;
  std::string display_name;
  std::string email;  ///< where mail for the agent goes
  std::vector<std::string> groups;
  AgentRole role = AgentRole::agent;
  std::string language;                                  ///< empty: the desk's
  std::vector<std::string> addresses;                    ///< further ones that the agent writes from
  std::optional<std::vector<Permission>> permissions{};  ///< absent: those of the role
};

// ---- rules
// -------------------------------------------------------------------------------------------------------

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
  time
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

/// All that is set must hold; a list holds when one of it does.
struct Condition {
  std::vector<State> state;
  std::vector<MailKind> kind;
  std::vector<Trust> trust;
  std::vector<std::string> mailbox, group, assignee, channel, tags,
      requester;  ///< "" in assignee: unassigned
  std::vector<Priority> priority;
  std::vector<Mood> mood;
  std::vector<std::string> subject;               ///< contained, ignoring case
  std::vector<std::string> words;                 ///< whole words of the new text or subject
  std::function<bool(std::string_view)> pattern;  ///< compiled RE2 over subject and new text
  std::optional<NumberBound> text_length;         ///< code points of the new text
  std::optional<NumberBound> reopened;
  std::optional<bool> has_attachment;
  std::optional<DurationBound> since_last_interaction, since_resolved, unanswered_for;
  std::vector<Condition> any;   ///< at least one of them, when not empty
  std::vector<Condition> none;  ///< `not`: none of them
};

namespace action {
struct SetState {
  State state;
};
struct SetPriority {
  Priority priority;
};
struct AddTag {
  std::string tag;
};
struct RemoveTag {
  std::string tag;
};
struct Assign {
  std::string to;
};  ///< agent's name, or a strategy of Group::assign
struct Transfer {
  std::string group;
  std::string agent;
};
struct Notify {
  std::string audience;
  std::string template_name;
};  ///< assignee, group, manager, agent:NAME
struct ReplyTemplate {
  std::string name;
};
struct AddNote {
  std::string text;
};
struct FollowUp {};  ///< the mail opens a new, linked ticket instead
struct Stop {};      ///< no later rule is tried
}  // namespace action
using Action = std::variant<action::SetState, action::SetPriority, action::AddTag, action::RemoveTag,
                            action::Assign, action::Transfer, action::Notify, action::ReplyTemplate,
                            action::AddNote, action::FollowUp, action::Stop>;

struct Rule {
  std::string name;
  RuleEvent on = RuleEvent::created;
  Condition when;
  std::vector<Action> then;
  bool enabled = true;
};

struct Desk {
  std::vector<Mailbox> mailboxes;
  std::vector<Group> groups;
  std::vector<Agent> agents;
  std::vector<Rule> rules;

  [[nodiscard]] const Mailbox* mailbox_named(std::string_view name) const;
  [[nodiscard]] const Group* group_named(std::string_view name) const;
  [[nodiscard]] const Agent* agent_named(std::string_view name) const;
  [[nodiscard]] const Agent* agent_with_address(std::string_view address) const;
  /// The mailbox an address belongs to, with or without a sub-address, in any case.
  [[nodiscard]] const Mailbox* mailbox_of(std::string_view address) const;
};

/// What the store knows about the desk's people at this moment.
struct DeskState {
  std::vector<std::string> unavailable;              ///< agents who said so
  std::map<std::string, std::string> last_assigned;  ///< group → agent, for round_robin
  std::map<std::string, int> open_tickets;           ///< agent → tickets in active states
};

}  // namespace ticketd::core
