#include "daemon/quarantine_keeper.h"

#include "core/digest.h"
#include "core/numbers.h"
#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

namespace ticketd::daemon {

namespace {

constexpr auto look_every = std::chrono::seconds(30);
constexpr auto told_at = "quarantine.told_at";  // milliseconds; of the last digest

core::Time time_of(const std::optional<std::string>& text) {
  const auto number = core::parse_number<std::int64_t>(text.value_or(""));
  return core::Time(std::chrono::milliseconds(number.value_or(0)));
}

Result<std::vector<core::Ticket>> spam_box(store::Reader& reader) {
  return reader.tickets({.states = {core::State::spam}});
}

Result<core::Time> last_digest(store::Reader& reader) {
  const auto told = reader.value(told_at);
  if (!told) return fail(told);
  return time_of(*told);
}

Result<core::HeldBackMails> held_back(store::Reader& reader) {
  core::HeldBackMails mails;
  const auto quarantined = reader.quarantine({});
  if (!quarantined) return fail(quarantined);
  for (const auto& mail : *quarantined)
    mails.quarantined.push_back({mail.mail.value, mail.received_at, mail.from, mail.subject, mail.reason});
  const auto spam = spam_box(reader);
  if (!spam) return fail(spam);
  for (const auto& ticket : *spam)
    mails.spam.push_back({ticket.id.value, ticket.created_at, ticket.requester.address, ticket.subject, {}});
  const auto told = last_digest(reader);
  if (!told) return fail(told);
  mails.told = *told;
  return mails;
}

}  // namespace

Result<bool> erase_forgotten_spam(store::Txn& txn, core::TicketId id, core::Time untouched_since) {
  const auto seen = txn.evidence({.tickets = {id}});
  if (!seen) return fail(seen);
  const auto found = seen->tickets.find(id);
  if (found == seen->tickets.end()) return false;
  const auto& ticket = found->second.ticket;
  if (ticket.state != core::State::spam || ticket.updated_at > untouched_since) return false;
  if (const auto erased = txn.apply({core::change::EraseTicket{id}}); !erased) return fail(erased);
  return true;
}

Result<> QuarantineKeeper::look() {
  const auto standing = around_.current.get();
  const auto house = standing->house(around_.clock.now());
  if (house.now >= looked_ && house.now - looked_ < look_every) return {};
  looked_ = house.now;
  if (const auto done = expire(house); !done) return done;
  return tell(house);
}

Result<> QuarantineKeeper::expire(const core::House& house) {
  const auto last = house.now - house.settings.quarantine.keep;
  const auto mails = read<std::vector<store::QuarantinedMail>>(
      [&](store::Reader& reader) { return reader.quarantine({.received_until = last}); });
  if (!mails) return fail(mails);
  for (const auto& mail : *mails) {
    const auto drop = core::change::DropQuarantined{mail.mail};
    const auto dropped =
        around_.writer.run([&](store::Txn& txn) { return txn.apply({drop}); }, store::Urgency::background);
    if (!dropped && dropped.error().kind == core::ErrorKind::not_found) continue;  // somebody just decided
    if (!dropped) return dropped;
    spdlog::warn("quarantine.expired id={} mail={}", mail.mail.value, word('<' + mail.message_id + '>'));
  }
  const auto spam = read<std::vector<core::Ticket>>(spam_box);
  if (!spam) return fail(spam);
  for (const auto& ticket : *spam) {
    if (ticket.updated_at > last) continue;
    const auto erased =
        around_.writer.run([&](store::Txn& txn) { return erase_forgotten_spam(txn, ticket.id, last); },
                           store::Urgency::background);
    if (!erased) return fail(erased);
    if (*erased) spdlog::warn("quarantine.spam_expired ticket={}", ticket.id.value);
  }
  return {};
}

Result<> QuarantineKeeper::tell(const core::House& house) {
  const auto every = house.settings.quarantine.digest_every;
  if (every == every.zero()) return {};
  const auto last = read<core::Time>(last_digest);
  if (!last) return fail(last);
  if (*last + every > house.now) return {};
  const auto mails = read<core::HeldBackMails>(held_back);
  if (!mails) return fail(mails);
  std::size_t letters = 0;
  const auto told = around_.writer.run(
      [&](store::Txn& txn) -> Result<> {
        auto seen = txn.evidence({.now = house.now});
        if (!seen) return fail(seen);
        const auto changes = core::digest_letters(*mails, house, seen->fresh);
        letters = changes.size();
        if (changes.empty()) return {};  // nothing new: the next one is told at once
        if (const auto applied = txn.apply(changes); !applied) return applied;
        const auto before =
            house.now - std::chrono::milliseconds(1);  // what comes in this very moment is told next time
        return txn.set_value(told_at, std::to_string(before.time_since_epoch().count()));
      },
      store::Urgency::background);
  if (!told) return told;
  if (letters > 0) {
    spdlog::info("quarantine.told managers={}", letters);
    around_.letters_queued();
  }
  return {};
}

}  // namespace ticketd::daemon
