#include "store/memory/census.h"

#include "core/webhook.h"

namespace ticketd::store::memory {

Census census(const Contents& all, core::Time now) {
  using core::SendState;
  Census census;
  const auto earlier = [](std::optional<core::Time>& earliest, core::Time time) {
    if (!earliest || time < *earliest) earliest = time;
  };
  for (const auto& [key, mail] : all.mails) {
    if (mail.place) continue;
    ++census.backlog.unprocessed_mails;
    earlier(census.oldest_unprocessed, mail.incoming->received);
  }
  for (const auto& [id, item] : all.outbox) {
    const bool due = item.state == SendState::queued && item.next_at <= now;
    if (item.state != SendState::sent && !item.given_up) ++census.outbox[item.state];
    if (due) earlier(census.oldest_due, item.next_at);
    const auto& sender = item.letter.from.address;
    const bool waits = item.state == SendState::queued || item.state == SendState::sending;
    if (waits && core::is_webhook_sender(sender)) ++census.calls[std::string(core::webhook_name(sender))];
    census.backlog.due_outbox += due || item.state == SendState::sending;
  }
  for (const auto& [id, ticket] : all.tickets) {
    ++census.tickets[ticket.state];
    if (!ticket.clocks.wake_at) continue;
    ++census.clocks;
    census.clocks_due += *ticket.clocks.wake_at <= now;
    earlier(census.next_clock, *ticket.clocks.wake_at);
  }
  census.quarantined = static_cast<std::int64_t>(all.quarantine.size());
  for (const auto& [address, state] : all.addresses) census.undeliverable += state.marked_at.has_value();
  return census;
}

}  // namespace ticketd::store::memory
