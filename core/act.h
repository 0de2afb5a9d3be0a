// What people do to tickets: agents by command mail, operators and agents through ticketctl and the API. One
// grammar of actions for all of them.
#pragma once

#include "core/authority.h"
#include "core/draft.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

struct ActionRequest {
  Deed deed = Deed::read;
  std::string text;       ///< of reply, note, resolve, hold, forward
  bool internal = false;  ///< resolve without a mail, for `reason`
  std::string reason;
  std::string agent, group, priority;
  std::vector<std::string> tags;
  std::vector<Address> to, cc;  ///< of forward
  bool off = false;             ///< of star: the mark goes
};

/// The mail that carries the action, when one does: its entry keeps the mail's id, text and files.
struct Carrier {
  std::string message_id;
  std::vector<std::string> cites;
  std::vector<EntryAttachment> files;
  std::optional<MailKey> mail;
  std::string full_text;
  bool html = false;
};

/// Whether it could be done, without doing it: ErrorKind::policy with a text for the person who asked.
[[nodiscard]] Result<> check(const ActionRequest&, const Draft&, const Actor&);

/// Does it: the entry that it made, if any. Refused as by check(), with nothing changed.
[[nodiscard]] Result<std::optional<EntryId>> act(Draft&, const ActionRequest&, const Actor&,
                                                 const Carrier& = {});

/// The rules of what changed since `before`: agent_replied, note_added, state_changed, assigned,
/// field_changed. Each event once; what they change causes no further event.
struct Said {
  bool publicly = false, as_note = false;
};
void run_rules_after(Draft&, const Ticket& before, Said, Trace&);

/// A ticket that somebody opens by hand or through the API, for a requester.
struct NewTicket {
  Address requester;
  std::string subject, text;
  std::string channel = "agent";  ///< email, web, api, chat, phone, social, agent, escalation
  std::string mailbox;            ///< empty: the desk's first
};
[[nodiscard]] Result<TicketId> create_ticket(const NewTicket&, const Actor&, Evidence&, const House&,
                                             std::uint64_t dice, Changes&);

/// Runs the forward that an agent confirmed, or that an operator ordered.
EntryId forward_ticket(Draft&, const std::vector<Address>& to, const std::vector<Address>& cc,
                       const std::string& comment, const Actor&);

}  // namespace ticketd::core
