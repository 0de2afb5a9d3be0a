#include "daemon/outbox/dispatcher.h"

#include "core/correspondence.h"
#include "core/names.h"
#include "crypto/digest.h"
#include "daemon/attachments.h"
#include "daemon/thread_priority.h"
#include "templates/compose.h"

#include <spdlog/spdlog.h>

namespace ticketd::daemon {

namespace {

using core::change::SetDelivery;

constexpr std::size_t portion = 20;                      // rows a thread claims at once
constexpr auto lease = std::chrono::minutes(30);         // longer than the longest wait for a next hop
constexpr auto account_pause = std::chrono::minutes(1);  // until a refused account is tried again
constexpr auto longest_sleep = std::chrono::seconds(30);

SetDelivery outcome_of(const core::OutboxItem& item, const Result<SentInfo>& outcome, core::Time now) {
  SetDelivery change{
      .outbox = item.id, .state = core::SendState::queued, .attempts = item.attempts + 1, .next_at = now};
  if (!outcome) change.last_error = outcome.error().detail;
  const auto* failure = outcome ? nullptr : &outcome.error();
  if (failure &&
      (failure->kind == core::ErrorKind::credentials || failure->kind == core::ErrorKind::bad_config)) {
    change.attempts = item.attempts;  // the account's fault, not this mail's
    change.next_at = now + account_pause;
    return change;
  }
  const auto verdict =
      core::after_attempt(change.attempts, failure, item.created_at, now, crypto::random_number());
  std::visit(core::Overloaded{[&](const core::Sent&) { change.state = core::SendState::sent; },
                              [&](const core::RetryAt& later) { change.next_at = later.at; },
                              [&](const core::GiveUp&) { change.state = core::SendState::failed; },
                              [&](const core::Unsure&) { change.state = core::SendState::uncertain; }},
             verdict);
  return change;
}

/// A mail to a customer or an outsider did not arrive, or nobody knows: an agent is told, and the history
/// says it.
Result<> tell(store::Txn& txn, const core::OutboxItem& item, const SetDelivery& change,
              const core::House& house) {
  auto seen = txn.evidence({.tickets = {item.ticket}, .now = house.now});
  if (!seen) return fail(seen);
  const auto context = seen->tickets.find(item.ticket);
  if (context == seen->tickets.end()) return {};
  core::Changes changes;
  core::Draft draft(house, context->second, seen->desk, seen->fresh, changes);
  const auto& address = item.letter.to.address;
  draft.record(core::EventKind::delivery, address,
               std::string(core::name_of(change.state)) + ": " + change.last_error, "system");
  if (!house.desk.agent_with_address(address))
    core::tell_of_failure(draft, address, change.last_error, item.entry);
  return txn.apply(changes);
}

}  // namespace

Dispatcher::Dispatcher(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
                       std::vector<std::unique_ptr<MailSender>> senders)
    : store_(store), writer_(writer), current_(current), clock_(clock), senders_(std::move(senders)) {}

Dispatcher::~Dispatcher() { stop(); }

Result<> Dispatcher::start() {
  const auto released = writer_.run([](store::Txn& txn) { return txn.release_claims(); });
  if (!released) return fail(released);
  if (*released > 0) spdlog::warn("outbox.released count={}", *released);
  for (const auto& sender : senders_)
    threads_.emplace_back([this, &sender = *sender](const std::stop_token& stop) { run(sender, stop); });
  return {};
}

void Dispatcher::stop() {
  for (auto& thread : threads_) thread.request_stop();
  wake();
  threads_.clear();
}

void Dispatcher::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  due_.notify_one();
}

void Dispatcher::run(MailSender& sender, const std::stop_token& stop) {
  go_behind_the_doors();
  while (!stop.stop_requested()) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      seen = wakes_;
    }
    record_again();
    const auto items = claim();
    if (items.size() == portion) wake();  // there may be more: let another thread look
    for (const auto& item : items) {
      if (stop.stop_requested()) return;
      deliver(sender, item);
    }
    if (!items.empty()) continue;
    sender.rest();
    wait(seen, stop);
  }
}

void Dispatcher::wait(std::uint64_t seen, const std::stop_token& stop) {
  std::chrono::milliseconds sleep = longest_sleep;
  {
    const auto reader = store_.reader();  // of this moment: one that is kept would see no newer row
    const auto next = reader ? (*reader)->next_due() : Result<std::optional<core::Time>>{std::nullopt};
    if (next && *next)
      sleep =
          std::clamp<std::chrono::milliseconds>(**next - clock_.now(), std::chrono::milliseconds(20), sleep);
  }
  std::unique_lock lock(mutex_);
  due_.wait_for(lock, stop, sleep, [&] { return wakes_ != seen; });
}

Dispatcher::Claimed Dispatcher::claim() {
  const auto now = clock_.now();
  auto claimed = writer_.run([now](store::Txn& txn) { return txn.claim_due(now, portion, now + lease); },
                             store::Urgency::background);
  if (claimed) return std::move(*claimed);
  spdlog::error("outbox.claim_failed error=\"{}\"", claimed.error().detail);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  return {};
}

void Dispatcher::deliver(MailSender& sender, const core::OutboxItem& item) {
  Result<SentInfo> outcome = fail(core::ErrorKind::internal, "unfinished");
  try {
    outcome = send(sender, item);
  } catch (const std::exception& bug) {  // the barrier: one letter must not stop the others
    outcome = fail(core::ErrorKind::internal, bug.what());
  }
  const auto change = outcome_of(item, outcome, clock_.now());
  if (outcome)
    spdlog::info("mail.sent outbox={} ticket={} kind={} mail=<{}> answer=\"{}\"", item.id.value,
                 item.ticket.value, core::name_of(item.letter.kind), item.letter.message_id, outcome->answer);
  else
    spdlog::warn("mail.not_sent outbox={} ticket={} state={} attempts={} error=\"{}\"", item.id.value,
                 item.ticket.value, core::name_of(change.state), change.attempts, change.last_error);
  const bool for_good = change.state == core::SendState::failed || change.state == core::SendState::uncertain;
  record({item, change, for_good});
}

Result<SentInfo> Dispatcher::send(MailSender& sender, const core::OutboxItem& item) {
  std::vector<core::Attachment> files;
  if (!item.letter.attachments.empty()) {
    const auto reader = store_.reader();
    if (!reader) return fail(reader);
    auto loaded = load_attachments(item.letter.attachments, **reader);
    if (!loaded) return fail(loaded);
    files = std::move(*loaded);
  }
  const auto standing = current_.get();
  auto bytes = templates::compose(item.letter, files, standing->texts);
  if (!bytes) return fail(bytes);
  return sender.send({item.letter.envelope_sender, item.letter.to.address, std::move(*bytes)});
}

/// What the writer refuses is kept and recorded later: a mail that has gone out must not go out once more
/// when its lease is over.
void Dispatcher::record(Unrecorded row) {
  const auto kept = std::make_shared<Unrecorded>(std::move(row));
  writer_.submit(
      [kept, standing = current_.get(), now = clock_.now()](store::Txn& txn) -> Result<> {
        if (const auto applied = txn.apply({kept->change}); !applied) return fail(applied);
        return kept->and_tell ? tell(txn, kept->item, kept->change, standing->house(now)) : Result<>{};
      },
      [this, kept](const Result<>& recorded) {
        if (recorded && kept->and_tell) wake();
        if (recorded) return;
        spdlog::error("outbox.not_recorded outbox={} error=\"{}\"", kept->item.id.value,
                      recorded.error().detail);
        if (recorded.error().kind == core::ErrorKind::internal) {
          if (!kept->and_tell) return;  // a bug: it will not do better next time
          kept->and_tell = false;       // perhaps that of the notice, which the outcome must not wait for
        }
        const std::lock_guard lock(mutex_);
        unrecorded_.push_back(std::move(*kept));
      },
      store::Urgency::background);
}

void Dispatcher::record_again() {
  std::vector<Unrecorded> rows;
  {
    const std::lock_guard lock(mutex_);
    rows.swap(unrecorded_);
  }
  for (auto& row : rows) record(std::move(row));
}

}  // namespace ticketd::daemon
