// How tokens travel: in reply addresses (`support+TOKEN@…`), in our Message-IDs (`TOKEN.n@host`) and in the
// bounce sender.
#pragma once

#include "core/house.h"
#include "core/intake.h"
#include "core/mail.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

/// A valid, unexpired token that a mail carries, and where.
struct FoundToken {
  Token token;
  enum class Where : std::uint8_t { address, reference } where = Where::address;
  std::optional<OutboxId> outbox;  ///< of a Message-ID: which mail of ours
  bool answered = false;           ///< of a Message-ID: the mail itself that this one answers

  /// Whether the author meant this token now; further references only tell what the thread once was.
  [[nodiscard]] bool is_meant() const { return where == Where::address || answered; }
};

/// Tokens of the recipient addresses (To, Cc, Delivered-To, envelope) first, then of In-Reply-To and
/// References from the newest. Forged, foreign and expired ones are not there.
[[nodiscard]] std::vector<FoundToken> find_tokens(const Mail&, const Envelope&, const House&);

/// Whether the token stands for the person with this address.
[[nodiscard]] bool names_party(const Token&, std::string_view address, const Seal&);

/// The mailbox that a mail came to: the one it was fetched from or handed to, else the first of its
/// recipients that is ours.
[[nodiscard]] const Mailbox* mailbox_of(const Mail&, const Source&, const Envelope&, const Desk&);

/// What may be accepted at RCPT: our mailboxes, bare or with a valid token, and postmaster.
enum class RecipientVerdict : std::uint8_t { ours, unknown, bad_token };
[[nodiscard]] RecipientVerdict judge_recipient(std::string_view address, const House&);

[[nodiscard]] Token make_token(Purpose, TicketId, std::string_view address, const House&);

/// `support+TOKEN@example.com`; the plain address where the mail host knows no sub-addresses.
[[nodiscard]] std::string reply_address(const Mailbox&, const Token&, const Seal&);
[[nodiscard]] std::string our_message_id(const Token&, OutboxId, const House&);
/// The envelope sender of one mail to one recipient; with a plain mailbox its address.
[[nodiscard]] std::string bounce_address(const Mailbox&, TicketId, OutboxId, const House&);

}  // namespace ticketd::core
