// A ticket and what hangs on it: entries, events, participants, links, forwards. Values as the store keeps
// them.
#pragma once

#include "core/clocks.h"
#include "core/field.h"
#include "core/outlook_thread.h"
#include "core/survey.h"
#include "core/types.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

enum class State : std::uint8_t {
  open,
  pending,
  waiting_on_customer,
  waiting_on_third_party,
  on_hold,
  escalated,
  escalation_answered,
  resolved,
  closed,
  spam,
  merged
};
enum class Priority : std::uint8_t { low, normal, high, urgent };

/// Of an author towards one ticket.
enum class Role : std::uint8_t { requester, cc, agent, forwardee, stranger, system };

/// How sure we are that the author is who the From field says.
enum class Trust : std::uint8_t { proven, plausible, unproven };

enum class EntryKind : std::uint8_t { mail, note, automatic };
enum class Visibility : std::uint8_t { public_, private_ };
enum class LinkKind : std::uint8_t {
  follow_up_of,
  possible_origin,
  merged_into,
  split_from,
  escalated_to,
  escalated_from
};
enum class EventKind : std::uint8_t {
  created,
  state,
  assigned,
  transferred,
  priority,
  tag,
  participant,
  merged,
  linked,
  bounce,
  forwarded,
  rule,
  delivery,
  confirmation,
  command,
  masked,
  sla,
  snoozed,
  split,
  undone,
  breaker,  ///< an automatic mail was not written
  webhook,
  survey,
  unassigned,  ///< nobody could be given it
  field,       ///< from and to: "name: value"
  resolution   ///< from and to: the reason of an internal one
};

struct Participant {
  Address address;
  Role role = Role::cc;
  Time joined;
};

struct Resolution {
  bool internal = false;  ///< resolved without a mail (내부해결)
  std::string reason;
  auto operator<=>(const Resolution&) const = default;
};

[[nodiscard]] inline std::string reason_of(const std::optional<Resolution>& resolution) {
  return resolution ? resolution->reason : std::string{};
}

struct Link {
  LinkKind kind = LinkKind::follow_up_of;
  TicketId ticket;
  auto operator<=>(const Link&) const = default;
};

struct Ticket {
  TicketId id;
  std::string subject;
  State state = State::open;
  Priority priority = Priority::normal;
  std::string channel = "email";
  std::string mailbox;   ///< name of the support address it came to
  std::string group;     ///< empty: none
  std::string assignee;  ///< agent's name; empty: unassigned
  Address requester;
  std::string reply_to;  ///< where the requester wants answers (Reply-To); empty: requester.address
  std::string language;  ///< of templates: "ko", "en"; empty: the desk's
  std::vector<Participant> participants;
  std::vector<std::string> tags;
  FieldValues fields;  ///< of those that the desk declares
  std::optional<Resolution> resolution;
  std::vector<Link> links;
  int interactions = 0;  ///< entries the requester can see
  int reopened = 0;
  Time created_at, updated_at, last_interaction;
  std::optional<Time> resolved_at;
  Clocks clocks;
  std::optional<Time> snoozed_until;  ///< out of the active queue until then, or until a reply
  bool from_machine = false;          ///< no person's mail opened it: nobody to be asked for an opinion
  std::optional<Survey> survey;       ///< absent: the customer was not asked
};

struct EntryAttachment {
  std::string filename, content_type;
  std::uint64_t size{};
  std::string sha256;  ///< hex
  std::optional<std::string> content_id;
  std::string disposition;
  MailKey mail;               ///< the bytes are read from this mail …
  int index{};                ///< … where it is the n-th attachment
  bool stays_inside = false;  ///< goes to nobody outside (core/masking.h)
};

struct Author {
  Address address;
  Role role = Role::stranger;
  Trust trust = Trust::plausible;
  std::string agent;  ///< agent's name when role is agent
};

struct Entry {
  EntryId id;
  TicketId ticket;
  EntryKind kind = EntryKind::mail;
  Visibility visibility = Visibility::private_;
  Author author;
  std::string message_id;
  OutlookThread outlook;
  std::string text;       ///< what the author wrote now
  std::string full_text;  ///< empty when it equals text
  bool html = false;      ///< the mail had an HTML part
  std::vector<EntryAttachment> attachments;
  bool is_forward = false;         ///< it records a forward; its id names it
  std::optional<EntryId> forward;  ///< the forward that this entry answers
  std::optional<MailKey> mail;
  bool unverified = false;  ///< came with a claim that was not proven
  Time created_at;
};

struct Event {
  TicketId ticket;
  Time at;
  EventKind kind = EventKind::created;
  std::string from, to;
  std::string by;  ///< "rule:NAME", "agent:NAME", "mail:ADDRESS", "ticket:NUMBER", "system", "operator"
};

/// One forwarding out of a ticket: who may answer it, and that answers stay private.
struct Forward {
  EntryId entry;  ///< the private entry that records it
  TicketId ticket;
  std::string agent;
  std::vector<Address> people;  ///< To and Cc of the forward
  Time at;
};

/// States in which somebody still has work with the ticket.
[[nodiscard]] constexpr bool is_active(State state) {
  return state != State::resolved && state != State::closed && state != State::spam && state != State::merged;
}

/// Whether time still does something with the ticket: one that is resolved is reopened or closed.
[[nodiscard]] constexpr bool has_clocks(State state) { return is_active(state) || state == State::resolved; }

/// What a new state makes of the ticket: how it was resolved stays on it until somebody works on it again.
inline void enter_state(Ticket& ticket, State to, const std::optional<Resolution>& resolution, Time at) {
  ticket.state = to;
  if (resolution) ticket.resolution = resolution;
  if (to == State::resolved || (to == State::closed && !ticket.resolved_at)) ticket.resolved_at = at;
  if (!is_active(to)) return;
  ticket.resolution.reset();
  ticket.resolved_at.reset();
}

/// Whether the SLA clock runs.
[[nodiscard]] constexpr bool clock_runs(State state) {
  return state == State::open || state == State::escalation_answered || state == State::escalated;
}

}  // namespace ticketd::core
