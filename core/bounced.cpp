#include "core/bounced.h"

#include "core/correspondence.h"
#include "core/message_id.h"
#include "core/names.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

/// A name without a domain may be anybody's.
bool is_about(const BouncedRecipient& recipient, std::string_view address) {
  return recipient.address.find('@') == std::string::npos ||
         equal_ignoring_case(recipient.address, address) ||
         equal_ignoring_case(recipient.original_address, address);
}

BouncedRecipient report_for(const Mail& mail, const std::string& address) {
  if (!mail.bounce || mail.bounce->recipients.empty()) return {.address = address};
  const auto& recipients = mail.bounce->recipients;
  const auto ours = std::find_if(recipients.begin(), recipients.end(),
                                 [&](const auto& recipient) { return is_about(recipient, address); });
  return ours == recipients.end() ? recipients.front() : *ours;
}

std::optional<OutboxId> quoted(const Mail& mail, const Evidence& evidence, const House& house) {
  if (!mail.bounce || !mail.bounce->original_message_id) return std::nullopt;
  const auto key = message_id_key(*mail.bounce->original_message_id);
  for (const auto& seen : evidence.sightings) {
    if (seen.message_id != key || seen.how != SightingHow::ours || !seen.outbox) continue;
    const auto context = evidence.tickets.find(seen.ticket);
    if (context == evidence.tickets.end()) continue;
    const auto* mailbox = house.desk.mailbox_named(context->second.ticket.mailbox);
    const bool plain = mailbox && !mailbox->token_in_reply_address;
    const bool same =
        std::any_of(mail.bounce->recipients.begin(), mail.bounce->recipients.end(),
                    [&](const auto& r) { return equal_ignoring_case(r.address, seen.recipient); });
    if (plain && same) return seen.outbox;
  }
  return std::nullopt;
}

/// Behind the address that we wrote to is a list, or one that forwards: a dead member of it is news for a
/// person, and no reason to write nobody there any more.
void record_bounce_behind(Draft& draft, const OutboxItem& item, const BouncedRecipient& report) {
  const auto said = said_of(report);
  draft.record(EventKind::bounce, report.address, std::string(name_of(report.action)) + ": " + said,
               by_system());
  if (report.action == DeliveryAction::failed)
    tell_of_delivery(draft, LetterKind::delivery_failed,
                     {{"recipient", item.letter.to.address + " (" + report.address + ")"}, {"error", said}},
                     item.entry);
}

}  // namespace

std::optional<Bounced> find_bounced(const Arrival& arrival, const Evidence& evidence, const House& house,
                                    Trace& trace) {
  std::optional<OutboxId> outbox;
  for (const auto& found : arrival.tokens)
    if (found.token.purpose == Purpose::bounce && found.where == FoundToken::Where::address)
      outbox = OutboxId{found.token.party};
  const bool by_token = outbox.has_value();
  if (!outbox) outbox = quoted(arrival.mail, evidence, house);
  const auto item = outbox ? evidence.outbox.find(*outbox) : evidence.outbox.end();
  if (item == evidence.outbox.end() || !evidence.tickets.contains(item->second.ticket)) {
    trace.tried("bounce", "no", "no token of a mail of ours to that recipient");
    return std::nullopt;
  }
  trace.tried("bounce", "ticket " + std::to_string(item->second.ticket.value),
              by_token ? "by its token" : "it quotes our Message-ID");
  return Bounced{item->second, report_for(arrival.mail, item->second.letter.to.address)};
}

void record_bounce(Draft& draft, const Bounced& bounced) {
  const auto& address = bounced.item.letter.to.address;
  const auto& report = bounced.recipient;
  const auto* agent = draft.house().desk.agent_with_address(address);
  if (!agent && !is_about(report, address)) return record_bounce_behind(draft, bounced.item, report);
  const auto said = said_of(report);
  draft.record(EventKind::bounce, address, std::string(name_of(report.action)) + ": " + said, by_system());
  if (report.action != DeliveryAction::failed) return;
  draft.change(change::SetDelivery{bounced.item.id, SendState::failed, bounced.item.attempts,
                                   bounced.item.next_at, said});
  bool lost = false;  // from now on nothing goes there
  if (is_hard(report)) {
    auto after = after_hard_bounce(bounced.item.recipient, report, draft.house().now);
    after.of_agent = agent != nullptr;
    lost = after.marked_at && !bounced.item.recipient.marked_at;
    if (lost) draft.record(EventKind::delivery, address, "undeliverable: " + said, by_system());
    draft.change(change::SetAddressState{after});
  }
  if (!agent || lost)  // the notice of another would go the same way
    tell_of_delivery(draft, LetterKind::delivery_failed, {{"recipient", address}, {"error", said}},
                     bounced.item.entry, agent);
}

}  // namespace ticketd::core
