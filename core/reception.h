// One mail in the middle of its decision: what is known of it, and the changes so far. Shared by the steps of
// receive.cpp; nothing else includes it.
#pragma once

#include "core/authority.h"
#include "core/draft.h"
#include "core/effects.h"
#include "core/receive.h"
#include "core/resolve.h"

#include <string>
#include <vector>

namespace ticketd::core {

struct Reception {
  const Arrival& arrival;
  const Mail& mail;
  Evidence evidence;
  const House& house;
  Destination where;
  Decision decision;

  [[nodiscard]] Trace& trace() { return decision.trace; }
  [[nodiscard]] bool unproven() const { return arrival.trust.trust == Trust::unproven; }
  [[nodiscard]] std::string by() const { return by_mail(arrival.author()); }
  [[nodiscard]] Draft draft_of(TicketId);
  [[nodiscard]] Facts facts(const Draft&) const;
  [[nodiscard]] Entry entry_of_mail(EntryKind) const;
  /// Message-ID keys: In-Reply-To and References.
  [[nodiscard]] std::vector<std::string> cited() const;

  /// Of no ticket that is here, and one is made for it.
  void needs_ticket();

  // How it ends: in exactly one place.
  Decision settle();
  Decision settle(Draft&, std::optional<EntryId>);
  Decision quarantine(const std::string& reason);
};

/// Words of a person about a ticket that exists (core/turn.cpp).
Decision take_turn(Reception&);
/// A proven agent's mail that is about the agent's own presence, and its one place (core/absence_mail.cpp).
[[nodiscard]] bool tells_absence(const Reception&);
Decision keep_absence(Reception&);
/// A mail that opens a ticket; `link` names the ticket that it comes from (core/open_ticket.cpp).
Decision open_ticket(Reception&, std::optional<LinkKind> link = std::nullopt, TicketId other = {});

}  // namespace ticketd::core
