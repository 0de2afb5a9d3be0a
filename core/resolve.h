// Which ticket does a mail belong to, what in it does it answer, and as whom does its author speak?
// Pure: looks only at its arguments, and writes every rule that it tried into the trace.
#pragma once

#include "core/addressing.h"
#include "core/authority.h"
#include "core/evidence.h"
#include "core/house.h"
#include "core/mail.h"
#include "core/trust.h"

#include <optional>
#include <vector>

namespace ticketd::core {

/// One mail on its way: what was read and what it came with.
struct Arrival {
  MailKey key;
  const Mail& mail;
  const Envelope& envelope;
  const Source& source;
  std::vector<FoundToken> tokens;
  TrustFinding trust;
  std::vector<EntryAttachment> files;  ///< of the mail's attachments, in their order
  bool released = false;               ///< a person let it out of the quarantine
  Mood mood = Mood::neutral;           ///< found before the store is asked: it takes a look at the whole text

  [[nodiscard]] const std::string& author() const;  ///< the first From address; empty without one
};

[[nodiscard]] Arrival arrive(MailKey, const Mail&, const Envelope&, const Source&, const House&);

/// What to ask the store before the mail is resolved.
[[nodiscard]] ThreadQuery thread_query(const Arrival&, const House&);

struct Destination {
  std::optional<TicketId> ticket;  ///< merged tickets are followed to the one that was kept
  Answers answers = Answers::nothing;
  std::optional<EntryId> forward;  ///< which forward, when it answers one
  Role role = Role::stranger;      ///< of the author, towards that ticket
  bool token_for_author = false;   ///< a valid token of this ticket that names the author
  bool by_address = false;         ///< found by the token in a recipient address
  const Agent* agent = nullptr;    ///< when role is agent
};

[[nodiscard]] Destination resolve(const Arrival&, const Evidence&, const House&, Trace&);

/// The ticket that a merged one went into, over any number of merges.
[[nodiscard]] TicketId kept_of(TicketId, const Evidence&, Trace&);

/// The author of the mail as somebody who acts.
[[nodiscard]] Actor author_of(const Arrival&, const Destination&);

}  // namespace ticketd::core
