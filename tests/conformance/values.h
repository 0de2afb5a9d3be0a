// Mails, tickets, entries and letters as the tests need them, with what matters as arguments.
#pragma once

#include "core/change.h"
#include "core/intake.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::store {

using namespace std::chrono_literals;
namespace change = core::change;

inline const core::Time noon = core::Time(1'790'000'000'000ms);

inline core::IncomingMail mail(std::string bytes, std::string mailbox = "support") {
  core::IncomingMail one;
  one.source = {core::SourceKind::smtp, "192.0.2.7", std::move(mailbox), true};
  one.envelope = {"kim@example.com", {"Support@desk.example.com"}};
  one.bytes = std::move(bytes);
  one.received = noon;
  return one;
}

inline core::IncomingMail imap_mail(std::string bytes, std::uint32_t uid, std::uint32_t uid_validity = 1) {
  auto one = mail(std::move(bytes));
  one.source.kind = core::SourceKind::imap;
  one.imap = core::ImapPosition{"support", "INBOX", uid_validity, uid};
  return one;
}

inline core::ImapFolder inbox(std::uint32_t uid_validity = 1) { return {"support", "INBOX", uid_validity}; }

inline core::Ticket ticket_value(std::int64_t id, core::State state = core::State::open) {
  core::Ticket ticket;
  ticket.id = {id};
  ticket.subject = "A printer on fire";
  ticket.state = state;
  ticket.mailbox = "support";
  ticket.requester = {"Kim", "kim@example.com"};
  ticket.created_at = ticket.updated_at = ticket.last_interaction = noon;
  return ticket;
}

inline change::CreateTicket create(std::int64_t id, core::State state = core::State::open) {
  return {ticket_value(id, state)};
}

inline change::AddEntry entry(std::int64_t id, std::int64_t ticket, std::string message_id,
                              std::vector<std::string> cites = {}) {
  change::AddEntry added;
  added.entry.id = {id};
  added.entry.ticket = {ticket};
  added.entry.visibility = core::Visibility::public_;
  added.entry.author = {{"Kim", "kim@example.com"}, core::Role::requester, core::Trust::plausible, ""};
  added.entry.message_id = std::move(message_id);
  added.entry.text = "It burns.";
  added.entry.created_at = noon + std::chrono::minutes(id);
  added.cites = std::move(cites);
  return added;
}

inline change::Enqueue letter(std::int64_t id, std::int64_t ticket, std::string message_id,
                              core::LetterKind kind = core::LetterKind::public_reply) {
  change::Enqueue queued;
  auto& item = queued.item;
  item.id = {id};
  item.ticket = {ticket};
  item.letter.kind = kind;
  item.letter.from = {"Support", "support@desk.example.com"};
  item.letter.to = {"Kim", "kim@example.com"};
  item.letter.message_id = std::move(message_id);
  item.letter.variables = {{"ticket", std::to_string(ticket)}};
  item.created_at = item.queued_at = item.next_at = noon + std::chrono::minutes(id);
  return queued;
}

inline change::Settle settle(core::MailKey mail, std::string message_id, std::string content_hash,
                             std::optional<core::EntryId> entry = std::nullopt) {
  change::Settle settled{mail, message_id, std::move(content_hash), {}};
  settled.trace.message_id = std::move(message_id);
  settled.trace.ticket = core::TicketId{1};
  settled.trace.entry = entry;
  settled.trace.tried("token", "no", "none in the recipients");
  return settled;
}

inline core::ThreadQuery asking_for(std::vector<std::string> references, std::string message_id = "") {
  core::ThreadQuery query;
  query.message_id = std::move(message_id);
  query.references = std::move(references);
  query.author = "kim@example.com";
  query.now = noon + 1h;
  return query;
}

}  // namespace ticketd::store
