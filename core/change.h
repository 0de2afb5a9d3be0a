// Every change of state as data. A decision is a list of these; each backend applies the list in one
// transaction, and a new case fails to compile wherever it is not handled.
#pragma once

#include "core/api_token.h"
#include "core/contact.h"
#include "core/evidence.h"
#include "core/letter.h"
#include "core/ticket.h"
#include "core/trace.h"

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ticketd::core {

/// How long the mails of agents are known again: a replay of an older one is beyond what its signature
/// proves.
inline constexpr auto seals_kept = std::chrono::days(90);

namespace change {

struct CreateTicket {
  Ticket ticket;
};  ///< with its participants, tags and links
struct AddEntry {
  Entry entry;
  std::vector<std::string> cites;  ///< message-id keys: In-Reply-To and References
  bool interaction = false;        ///< the requester can see it
};
struct SetState {
  TicketId ticket;
  State to = State::open;
  std::optional<Resolution> resolution;  ///< only with resolved and closed
  bool reopens = false;
  Time at;
};
struct SetAssignee {
  TicketId ticket;
  std::string agent;
  std::string group;
};  ///< group: whose turn it was; may be empty
struct SetGroup {
  TicketId ticket;
  std::string group;
};
struct SetPriority {
  TicketId ticket;
  Priority priority = Priority::normal;
};
struct SetReplyTo {
  TicketId ticket;
  std::string address;
};  ///< empty: answers go to the requester's own address
struct SetClocks {
  TicketId ticket;
  Clocks clocks;
};
struct SetField {
  TicketId ticket;
  std::string name, value;
};  ///< an empty value: the field goes
struct AddTag {
  TicketId ticket;
  std::string tag;
};
struct RemoveTag {
  TicketId ticket;
  std::string tag;
};
struct AddParticipant {
  TicketId ticket;
  Participant participant;
};
struct RemoveParticipant {
  TicketId ticket;
  std::string address;
};
struct AddLink {
  TicketId ticket;
  Link link;
};
struct RemoveLink {
  TicketId ticket;
  Link link;
};
struct MoveEntries {
  TicketId from, to;
};  ///< merge: entries, forwards and mails of ours now stand in `to`
struct MoveEntriesBack {
  TicketId from, to;
};  ///< a merge taken back: what MoveEntries brought from `to` stands there again
struct MoveEntry {
  EntryId entry;
  TicketId from, to;
};  ///< split: this entry alone; its Message-ID leads to `to` from now on
struct Snooze {
  TicketId ticket;
  std::optional<Time> until;
};  ///< nothing: awake
struct SetSurvey {
  TicketId ticket;
  Survey survey;
};
struct EraseTicket {
  TicketId ticket;
};  ///< with all that hangs on it, the tickets that were merged into it, and the bytes of its mails; their
    ///< traces stay
struct AddForward {
  Forward forward;
};
struct LearnAlias {
  std::string message_id;
  TicketId ticket;
};  ///< an id that a relay made of ours, or that now leads elsewhere
struct RecordEvent {
  Event event;
};
struct Enqueue {
  OutboxItem item;
};
struct SetDelivery {  ///< outcome of a try, or what a bounce says
  OutboxId outbox;
  SendState state = SendState::sent;
  int attempts{};
  Time next_at;
  std::string last_error;
  bool late_told = false;  ///< an agent was told that it takes long; it stays told
  bool given_up = false;   ///< by a person: it leaves the queue
};
struct Requeue {
  OutboxId outbox;
  Time now;
};  ///< a person asks for it: due at once, with all its tries
struct SetAddressState {
  AddressState state;
};
struct ClearAddress {
  std::string address;
};  ///< a person says that it is good again
struct AskConfirmation {
  Confirmation confirmation;
};
struct TakeConfirmation {
  std::int64_t id{};
};  ///< it never counts again
struct SetAvailability {
  std::string agent;
  bool available = true;
  std::optional<Time> until;  ///< away until then; nothing: until somebody says otherwise
};
struct CallWaiting {
  std::vector<std::string> groups;  ///< empty: every ticket, of any group
  Time at;
  std::size_t most = 0;  ///< of each group, the oldest
};                       ///< tickets that still look for an agent are due: somebody can take more
struct SetStar {
  TicketId ticket;
  std::string agent;  ///< whose star it is; empty: the operators'
  bool on = true;
};
struct MeetContact {
  Address address;
  std::string language;
  Time at;
};  ///< somebody has a ticket now: a contact of our own, unless the address belongs to one
struct SaveContact {
  Contact contact;
};  ///< as a whole; without an id it is a new one
struct RemoveContact {
  ContactId contact;
};  ///< its tickets stay
struct SaveCompany {
  Company company;
};  ///< as a whole; the name tells which
struct RemoveCompany {
  std::string name;
};  ///< its people stay, without a company
struct AddToken {
  ApiToken token;
};  ///< its name must be free
struct UseToken {
  std::string name, digest;
  Time at;
};  ///< remembered, if it still is that token
struct RevokeToken {
  std::string name;
};
struct Settle {  ///< the mail is processed: its one place and its trace
  MailKey mail;
  std::string message_id;  ///< key form
  std::string content_hash;
  Trace trace;
};
/// Of an agent's mail that was obeyed: for `seals_kept` it does nothing a second time.
struct KnowSeals {
  MailKey mail;
  std::vector<std::string> seals;
  Time at;
};
struct Quarantine {  ///< place = quarantine, with its reason
  MailKey mail;
  std::string reason;
  std::string from, to, subject, message_id;
  Trace trace;
};
/// An operator deletes it: bytes and reason go, its trace stays.
struct DropQuarantined {
  MailKey mail;
};
/// A person lets it in: it waits to be processed again, and is not held back a second time.
struct ReleaseQuarantined {
  MailKey mail;
};

}  // namespace change

using AnyChange = std::variant<
    change::CreateTicket, change::AddEntry, change::SetState, change::SetAssignee, change::SetGroup,
    change::SetPriority, change::SetReplyTo, change::SetClocks, change::SetField, change::AddTag,
    change::RemoveTag, change::AddParticipant, change::RemoveParticipant, change::AddLink, change::RemoveLink,
    change::MoveEntries, change::MoveEntriesBack, change::MoveEntry, change::Snooze, change::SetSurvey,
    change::EraseTicket, change::AddForward, change::LearnAlias, change::RecordEvent, change::Enqueue,
    change::SetDelivery, change::Requeue, change::SetAddressState, change::ClearAddress,
    change::AskConfirmation, change::TakeConfirmation, change::SetAvailability, change::CallWaiting,
    change::SetStar, change::MeetContact, change::SaveContact, change::RemoveContact, change::SaveCompany,
    change::RemoveCompany, change::AddToken, change::UseToken, change::RevokeToken, change::Settle,
    change::KnowSeals, change::Quarantine, change::DropQuarantined, change::ReleaseQuarantined>;

template <class Kind, class... Kinds>
constexpr bool is_one_of(const std::variant<Kinds...>*) {
  return (std::is_same_v<Kind, Kinds> || ...);
}
template <class Kind>
concept KindOfChange = is_one_of<Kind>(static_cast<const AnyChange*>(nullptr));

/// One of them. What it takes to make, copy and destroy that many kinds is compiled once, in change.cpp, not
/// wherever a list of changes is held.
struct Change : AnyChange {
  template <KindOfChange Kind>
  Change(Kind what);
  Change(const Change&);
  Change(Change&&) noexcept;
  Change& operator=(const Change&);
  Change& operator=(Change&&) noexcept;
  ~Change();
};
using Changes = std::vector<Change>;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace ticketd::core
