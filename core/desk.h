// The desk: what support managers own in desk.toml, as one value. Built and checked by config/, read by every
// decision.
#pragma once

#include "core/account.h"
#include "core/calendar.h"
#include "core/field.h"
#include "core/rule.h"
#include "core/sla.h"
#include "core/webhook.h"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ticketd::core {

/// From which day on a folder is read for the first time: a day, or so many before that first time.
using Since = std::variant<std::chrono::sys_days, std::chrono::days>;

/// How a mailbox is fetched; read by the IMAP intake only.
struct ImapAccount {
  std::string url;  ///< imap://, imap+starttls://, imaps://
  std::string user;
  std::string password_file;            ///< absolute; empty: none
  std::string tls_ca_file;              ///< absolute; empty: the system's
  std::string after_import = "seen";    ///< "seen", "none", "delete", "move:FOLDER"
  std::optional<Since> since;           ///< nothing: the whole folder
  std::optional<OAuth2Account> oauth2;  ///< instead of the password

  bool operator==(const ImapAccount&) const = default;
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
  std::vector<std::string>
      assign{};               ///< strategies (core/assign.h), the first that finds somebody; none: nobody
  bool members_only = false;  ///< its tickets are seen by its members, their assignees and managers only
  std::string calendar{};     ///< its working hours; empty: the desk's first calendar
  std::string nobody_available{};  ///< who is told when a ticket finds no agent, as in notify; empty: nobody
  bool reassign_when_away =
      false;  ///< a customer's reply to an agent who is away gives the ticket to another
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
  std::string calendar{};             ///< working hours, outside of which nothing is assigned; empty: none
  int max_open = 0;                   ///< with so many active tickets none is assigned; 0: no limit
  std::vector<std::string> skills{};  ///< tags of the tickets that this agent knows best

  [[nodiscard]] bool is_in(std::string_view group) const;
};

/// A text of the desk's own (`[[template]]`): under the name of a kind of letter it stands in place of the
/// shipped one; any other is a canned answer that agents and rules send (core/desk_text.h).
struct DeskText {
  std::string name;
  std::string language;  ///< empty: whatever the ticket's
  std::string mailbox;   ///< of the tickets that it is for; empty: of all
  std::string text;
  std::string html;  ///< empty: the text, escaped
};

struct Desk {
  std::vector<Mailbox> mailboxes;
  std::vector<Group> groups;
  std::vector<Agent> agents;
  std::vector<Rule> rules;
  std::vector<Calendar> calendars;
  std::vector<SlaPolicy> sla;  ///< in order; the first whose `when` holds is promised
  std::vector<DeskText> texts;
  std::vector<Field> fields;
  std::vector<Webhook> webhooks;
  std::string fallback_group;  ///< of new tickets that neither mailbox nor rule gave a group; empty: none

  [[nodiscard]] const Mailbox* mailbox_named(std::string_view name) const;
  [[nodiscard]] const Group* group_named(std::string_view name) const;
  [[nodiscard]] const Calendar* calendar_named(std::string_view name) const;
  /// The working hours of a group; null: the desk has no calendar and is always at work.
  [[nodiscard]] const Calendar* calendar_of_group(std::string_view name) const;
  [[nodiscard]] const Webhook* webhook_named(std::string_view name) const;
  [[nodiscard]] const Field* field_named(std::string_view name) const;
  /// Fields as people wrote them, each in its one spelling; ErrorKind::malformed for one that there is not.
  [[nodiscard]] Result<FieldValues> fields_from(const FieldValues& written) const;
  [[nodiscard]] const Agent* agent_named(std::string_view name) const;
  [[nodiscard]] const Agent* agent_with_address(std::string_view address) const;
  /// The mailbox an address belongs to, with or without a sub-address, in any case.
  [[nodiscard]] const Mailbox* mailbox_of(std::string_view address) const;
};

/// What the store knows about the desk's people at this moment.
struct DeskState {
  std::map<std::string, std::optional<Time>>
      away;  ///< agents who said so → until when; nothing: until they say otherwise
  std::set<std::string> unreachable;                 ///< marked addresses of agents, in lower case
  std::map<std::string, std::string> last_assigned;  ///< group → agent, for round_robin
  std::map<std::string, int> open_tickets;           ///< agent → tickets in active states
  std::map<std::string, std::string>
      last_agent;  ///< requester, in lower case → who had their newest ticket; of those that were asked for

  [[nodiscard]] bool reaches(const Agent&) const;
  [[nodiscard]] bool is_away(const std::string& agent, Time now) const;
};

}  // namespace ticketd::core
