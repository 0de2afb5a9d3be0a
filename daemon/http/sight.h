// What the agent behind an API token may see of mails: those of tickets that the agent may see, and what
// waits in the quarantine for a mailbox of such tickets. Whoever is not bound to an agent sees everything.
#pragma once

#include "core/desk.h"
#include "core/trace.h"
#include "daemon/http/message.h"
#include "store/store.h"

#include <map>

namespace ticketd::daemon {

class Sight {
 public:
  /// For one request.
  Sight(const Caller& caller, const core::Desk& desk, store::Reader& reader);

  [[nodiscard]] bool is_whole() const { return caller_.agent.empty(); }
  [[nodiscard]] bool has(const core::Ticket& ticket) const;
  Result<bool> has(const core::OutboxItem& item);
  Result<bool> has(const core::Trace& trace);
  [[nodiscard]] bool has(const store::QuarantinedMail& mail) const;
  /// Of a mail that did not come in: a new ticket, or one that the agent may see.
  Result<bool> would_see(const core::Trace& trace);

  /// Whether the agent may also decide on quarantined mails.
  [[nodiscard]] bool may_release() const;

 private:
  Result<bool> has_ticket(core::TicketId id);
  /// What belongs to no ticket is for those who lead.
  [[nodiscard]] bool has_what_is_of_no_ticket() const;

  const Caller& caller_;
  const core::Desk& desk_;
  store::Reader& reader_;
  const core::Agent* agent_;  ///< none: the agent has left, and sees nothing
  std::map<core::TicketId, bool> known_;
};

}  // namespace ticketd::daemon
