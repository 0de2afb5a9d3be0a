#include "daemon/http/sight.h"

#include "core/authority.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

/// The ticket that a mail to this mailbox would open.
core::Ticket ticket_of(const core::Mailbox& mailbox) {
  core::Ticket ticket;
  ticket.mailbox = mailbox.name;
  ticket.group = mailbox.group;
  return ticket;
}

}  // namespace

Sight::Sight(const Caller& caller, const core::Desk& desk, store::Reader& reader)
    : caller_(caller), desk_(desk), reader_(reader), agent_(desk.agent_named(caller.agent)) {}

bool Sight::has(const core::Ticket& ticket) const {
  return is_whole() || (agent_ != nullptr && core::may_see(*agent_, ticket, desk_));
}

Result<bool> Sight::has(const core::OutboxItem& item) {
  if (is_whole()) return true;
  return item.ticket ? has_ticket(item.ticket) : has_what_is_of_no_ticket();
}

Result<bool> Sight::has(const core::Trace& trace) {
  if (is_whole()) return true;
  if (trace.ticket) return has_ticket(*trace.ticket);
  if (trace.place != core::Place::quarantine) return has_what_is_of_no_ticket();
  if (trace.message_id.empty()) return has_what_is_of_no_ticket();
  const auto mails = reader_.quarantine({.message_id = trace.message_id});
  if (!mails) return fail(mails);
  return std::any_of(mails->begin(), mails->end(),
                     [&](const store::QuarantinedMail& mail) { return has(mail); });
}

Result<bool> Sight::would_see(const core::Trace& trace) {
  if (is_whole() || trace.place != core::Place::ticket || !trace.ticket)
    return agent_ != nullptr || is_whole();
  const auto view = reader_.ticket(*trace.ticket);
  if (!view) return fail(view);
  return !*view || has((*view)->ticket);
}

bool Sight::has(const store::QuarantinedMail& mail) const {
  if (is_whole()) return true;
  if (agent_ == nullptr) return false;
  for (const auto recipient : core::split(mail.to, ','))
    if (const auto* mailbox = desk_.mailbox_of(core::trim(recipient)); mailbox && has(ticket_of(*mailbox)))
      return true;
  return has_what_is_of_no_ticket();
}

bool Sight::may_release() const {
  return is_whole() || (agent_ != nullptr && core::may(*agent_, core::Permission::spam));
}

Result<bool> Sight::has_ticket(core::TicketId id) {
  if (const auto known = known_.find(id); known != known_.end()) return known->second;
  const auto view = reader_.ticket(id);
  if (!view) return fail(view);
  const bool sees = *view ? has((*view)->ticket) : has_what_is_of_no_ticket();
  known_.emplace(id, sees);
  return sees;
}

bool Sight::has_what_is_of_no_ticket() const {
  return agent_ != nullptr && agent_->role != core::AgentRole::agent;
}

}  // namespace ticketd::daemon
