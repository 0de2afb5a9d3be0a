#include "daemon/waking.h"

#include "core/assign.h"
#include "core/names.h"
#include "core/wake.h"
#include "crypto/digest.h"
#include "daemon/desk_keeper.h"

#include <algorithm>
#include <latch>
#include <mutex>

namespace ticketd::daemon {

namespace {

constexpr auto wound_for_desk = "clocks.desk_digest";  // a value in the store

constexpr std::size_t portion = 50;  // tickets that share a group commit

/// A failure of one ticket must not be met again at once, before all others.
constexpr auto after_failure = std::chrono::minutes(10);

Result<> wake_one(store::Txn& txn, core::TicketId ticket, const core::House& house) {
  core::ThreadQuery query{.tickets = {ticket}, .now = house.now};
  core::ask_for_assignment(house.desk, {}, query);
  auto seen = txn.evidence(query);
  if (!seen) return fail(seen);
  const auto context = seen->tickets.find(ticket);
  if (context == seen->tickets.end()) return {};
  core::Changes changes;
  core::Trace trace;
  core::Draft draft(house, context->second, seen->desk, seen->fresh, changes);
  core::wake(draft, trace);
  return txn.apply(changes);
}

Result<> put_off(store::Txn& txn, core::TicketId ticket, core::Time now) {
  const auto seen = txn.evidence({.tickets = {ticket}, .now = now});
  if (!seen) return fail(seen);
  const auto context = seen->tickets.find(ticket);
  if (context == seen->tickets.end()) return {};
  auto clocks = context->second.ticket.clocks;
  clocks.wake_at = now + after_failure;
  return txn.apply({core::change::SetClocks{ticket, clocks}});
}

}  // namespace

bool is_passing(const core::Error& error) {
  return error.severity() == core::Severity::temporary && error.kind != core::ErrorKind::internal;
}

Result<> Waking::wake(const std::vector<core::TicketId>& tickets) {
  const auto standing = around_.current.get();
  const auto house = standing->house(around_.clock.now(), crypto::random_number());
  std::latch done(static_cast<std::ptrdiff_t>(tickets.size()));
  std::mutex mutex;
  std::vector<core::TicketId> failed;
  Result<> trouble;  // not of one ticket
  for (const auto ticket : tickets)
    around_.writer.submit([&house, ticket](store::Txn& txn) { return wake_one(txn, ticket, house); },
                          [&, ticket](const Result<>& outcome) {
                            if (!outcome) {
                              const std::lock_guard lock(mutex);
                              if (is_passing(outcome.error()))
                                trouble = outcome;
                              else
                                failed.push_back(ticket);
                            }
                            done.count_down();
                          },
                          store::Urgency::background);
  done.wait();
  for (const auto ticket : failed)
    if (const auto put = around_.writer.run([&](store::Txn& txn) { return put_off(txn, ticket, house.now); },
                                            store::Urgency::background);
        !put)
      return put;  // not one ticket's trouble: the store's
  return trouble;
}

Result<std::size_t> Waking::wake_due(const std::stop_token& stop) {
  if (const auto followed = follow_desk(stop); !followed) return fail(followed);
  std::size_t woken = 0;
  while (!stop.stop_requested()) {
    const auto due = [&]() -> Result<std::vector<core::TicketId>> {
      const auto reader =
          around_.store.reader();  // given back before we write: what it sees can't leave the log
      if (!reader) return fail(reader);
      return (*reader)->due_tickets(around_.clock.now(), portion);
    }();
    if (!due) return fail(due);
    if (due->empty()) break;
    if (const auto done = wake(*due); !done) return fail(done);
    woken += due->size();
    around_.letters_queued();
    if (due->size() < portion) break;
  }
  return woken;
}

/// A restart under the same desk leaves the clocks alone.
Result<> Waking::follow_desk(const std::stop_token& stop) {
  const auto standing = around_.current.get();
  if (standing == followed_) return {};
  std::string wound_for, desk;
  {
    const auto reader = around_.store.reader();
    if (!reader) return fail(reader);
    const auto kept = (*reader)->value(wound_for_desk), text = (*reader)->value(DeskKeeper::text_value);
    if (!kept) return fail(kept);
    if (!text) return fail(text);
    wound_for = kept->value_or(std::string{});
    desk = crypto::sha256_hex(text->value_or(std::string{}));
  }
  if (wound_for != desk) {
    if (const auto wound = wind_all(stop); !wound) return wound;
    if (stop.stop_requested()) return {};
    const auto noted =
        around_.writer.run([&](store::Txn& txn) { return txn.set_value(wound_for_desk, desk); });
    if (!noted) return noted;
  }
  followed_ = standing;
  return {};
}

Result<> Waking::wind_all(const std::stop_token& stop) {
  store::TicketQuery alive;
  alive.states = core::values_where(core::has_clocks);
  alive.limit = portion;
  while (!stop.stop_requested()) {
    const auto page = [&]() -> Result<std::vector<core::Ticket>> {
      const auto reader = around_.store.reader();
      if (!reader) return fail(reader);
      return (*reader)->tickets(alive);
    }();
    if (!page) return fail(page);
    if (page->empty()) break;
    std::vector<core::TicketId> tickets;
    for (const auto& ticket : *page) tickets.push_back(ticket.id);
    if (const auto done = wake(tickets); !done) return fail(done);
    alive.after = tickets.back();
    around_.letters_queued();
  }
  return {};
}

}  // namespace ticketd::daemon
