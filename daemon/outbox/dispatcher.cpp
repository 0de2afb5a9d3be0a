#include "daemon/outbox/dispatcher.h"

#include "core/names.h"
#include "crypto/digest.h"
#include "daemon/log_value.h"
#include "daemon/outbox/prepare.h"
#include "daemon/thread_priority.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace ticketd::daemon {

namespace {

constexpr auto lease = std::chrono::minutes(90);  // longer than a thread may be busy with what it claimed
constexpr auto longest_sleep = std::chrono::seconds(30);
constexpr std::size_t mails_at_once = 64;
constexpr std::size_t octets_at_once = std::size_t{1} << 20;

std::string_view news_of(const core::DeliveryOutcome& outcome) {
  return outcome.news == core::DeliveryNews::late ? "late" : core::name_of(outcome.change.state);
}

void log(const core::OutboxItem& item, const core::DeliveryOutcome& outcome, const std::string& answer) {
  if (outcome.change.state == core::SendState::sent)
    spdlog::info("mail.sent outbox={} ticket={} kind={} mail={} answer={}", item.id.value, item.ticket.value,
                 core::name_of(item.letter.kind), word('<' + item.letter.message_id + '>'), escaped(answer));
  else
    spdlog::warn("mail.not_sent outbox={} ticket={} state={} attempts={} error={}", item.id.value,
                 item.ticket.value, news_of(outcome), outcome.change.attempts,
                 escaped(outcome.change.last_error));
}

/// What became of a mail, and what the next hop said.
struct Tried {
  core::DeliveryOutcome outcome;
  std::string answer;
};

/// The barrier: a bug must not stop the thread.
std::vector<Result<SentInfo>> hand_over(MailSender& sender, std::span<const OutgoingMail> mails,
                                        const std::stop_token& stop) {
  if (mails.empty()) return {};
  try {
    return sender.send(mails, stop);
  } catch (const std::exception& bug) {
    return std::vector<Result<SentInfo>>(mails.size(), fail(core::ErrorKind::internal, bug.what()));
  }
}

}  // namespace

/// How many mails a thread claims at once: few while the next hop is slow, so that the other threads have
/// some, too; many while it is fast, so that a claim costs little.
class Dispatcher::Pace {
 public:
  [[nodiscard]] std::size_t portion() const { return portion_; }
  [[nodiscard]] bool fast() const { return portion_ == most; }
  void took(std::chrono::steady_clock::duration time, std::size_t mails) {
    if (time > std::chrono::seconds(1))
      portion_ = std::max<std::size_t>(portion_ / 2, 1);
    else if (mails == portion_ && time < std::chrono::milliseconds(250))
      portion_ = std::min(portion_ * 2, most);
  }

 private:
  static constexpr std::size_t most = mails_at_once;
  std::size_t portion_ = 4;
};

Dispatcher::Dispatcher(store::Store& store, store::Writer& writer, DeliveryLedger& ledger,
                       const Current& current, const Clock& clock, Route route)
    : store_(store),
      writer_(writer),
      ledger_(ledger),
      current_(current),
      clock_(clock),
      route_(std::move(route)) {}

Dispatcher::~Dispatcher() { stop(); }

void Dispatcher::start() {
  running_ = route_.threads.size();
  for (auto& sender : route_.threads)
    threads_.emplace_back([this, &sender](const std::stop_token& stop) {
      run(*sender, stop);
      sender.reset();  // nobody stays logged in at a next hop that is another's now
      --running_;
    });
}

void Dispatcher::request_stop() {
  for (auto& thread : threads_) thread.request_stop();
  wake();
}

void Dispatcher::stop() {
  request_stop();
  threads_.clear();
}

void Dispatcher::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  due_.notify_one();
}

void Dispatcher::try_now() {
  pause_.lift();
  wake();
}

std::uint64_t Dispatcher::wakes() {
  const std::lock_guard lock(mutex_);
  return wakes_;
}

void Dispatcher::run(MailSender& sender, const std::stop_token& stop) {
  go_behind_the_doors();
  Pace pace;
  std::future<Result<Claimed>> claimed;
  while (!stop.stop_requested()) {
    const auto seen = wakes();
    ledger_.record_again();
    const auto portion = pace.portion();
    if (!claimed.valid()) claimed = claim(portion);
    auto mine = claimed.get();
    if (!mine) {
      if (const auto count = claim_failures_.count(); count > 0)
        spdlog::error("outbox.claim_failed count={} error={}", count, escaped(mine.error().detail));
      std::this_thread::sleep_for(std::chrono::seconds(1));
      continue;
    }
    if (mine->items.empty()) {
      sender.rest();
      wait(seen, stop);
      continue;
    }
    const auto count = mine->items.size();
    if (count == portion) wake();  // there may be more: let another thread look
    if (count == portion && pace.fast()) claimed = claim(portion);  // comes while these are sent
    const auto begun = std::chrono::steady_clock::now();
    deliver(sender, std::move(mine->items), stop);
    pace.took(std::chrono::steady_clock::now() - begun, count);
    if (mine->hop.empty()) continue;
    turns_.leave(mine->hop);
    wake();  // a thread that has nothing to do may go there now
  }
  if (!claimed.valid()) return;
  if (const auto mine = claimed.get()) give_back(mine->items);
}

void Dispatcher::wait(std::uint64_t seen, const std::stop_token& stop) {
  std::chrono::milliseconds sleep = longest_sleep;
  {
    const auto reader = store_.reader();  // of this moment: one that is kept would see no newer row
    const auto wanted = route_.hops ? senders_at_free_hops(route_.hops()) : route_.senders;
    const auto next = reader ? (*reader)->next_due(wanted) : Result<std::optional<core::Time>>{std::nullopt};
    if (next && *next)
      sleep =
          std::clamp<std::chrono::milliseconds>(**next - clock_.now(), std::chrono::milliseconds(20), sleep);
  }
  std::unique_lock lock(mutex_);
  due_.wait_for(lock, stop, sleep, [&] { return wakes_ != seen; });
}

std::future<Result<Dispatcher::Claimed>> Dispatcher::claim(std::size_t portion) {
  struct Claim {
    Claimed mine;
    std::promise<Result<Claimed>> promise;
  };
  const auto claim = std::make_shared<Claim>();
  auto coming = claim->promise.get_future();
  writer_.submit(
      [this, claim, now = clock_.now(), portion,
       hops = route_.hops ? route_.hops() : Hops{}](store::Txn& txn) -> Result<> {
        auto& mine = claim->mine;
        if (route_.hops) return claim_at_a_free_hop(txn, now, portion, hops, mine);
        auto items = claim_due(txn, now, portion, route_.senders);
        if (!items) return fail(items);
        mine.items = std::move(*items);
        return {};
      },
      [this, claim](const Result<>& committed) {
        if (committed) return claim->promise.set_value(std::move(claim->mine));
        if (!claim->mine.hop.empty()) turns_.leave(claim->mine.hop);
        claim->promise.set_value(fail(committed));
      },
      store::Urgency::leisure);
  return coming;
}

/// A mail that has gone out while nothing could be written down of it goes out once.
Result<std::vector<core::OutboxItem>> Dispatcher::claim_due(store::Txn& txn, core::Time now,
                                                            std::size_t portion,
                                                            const store::Senders& senders) {
  auto items = txn.claim_due(now, portion, now + lease, senders);
  if (items) std::erase_if(*items, [&](const auto& item) { return ledger_.is_given_up(item.id); });
  return items;
}

/// What waits at one next hop where no other thread is; the hops take turns. A job may be run again, and what
/// it claimed the first time was rolled back.
Result<> Dispatcher::claim_at_a_free_hop(store::Txn& txn, core::Time now, std::size_t portion,
                                         const Hops& hops, Claimed& claimed) {
  if (!claimed.hop.empty()) turns_.leave(claimed.hop);
  claimed = {};
  std::set<std::string> waiting;
  const auto look = [&](std::string_view sender) {
    if (route_.senders(sender)) waiting.insert(hop_of(hops, sender));
    return false;
  };
  if (const auto looked = txn.claim_due(now, portion, now + lease, look); !looked) return fail(looked);
  for (const auto& hop : turns_.in_turn(waiting)) {
    if (!turns_.enter(hop)) continue;
    const auto there = [&](std::string_view sender) {
      return route_.senders(sender) && hop_of(hops, sender) == hop;
    };
    auto items = claim_due(txn, now, portion, there);
    if (!items || items->empty()) turns_.leave(hop);
    if (!items) return fail(items);
    if (items->empty()) continue;
    claimed = {std::move(*items), hop};
    return {};
  }
  return {};
}

store::Senders Dispatcher::senders_at_free_hops(const Hops& hops) const {
  return [senders = route_.senders, hops, busy = turns_.busy()](std::string_view sender) {
    return senders(sender) && !busy.contains(hop_of(hops, sender));
  };
}

/// What could not be begun early in its lease, because the next hop is slow, or at all, because this route
/// ends, is due again at once.
void Dispatcher::deliver(MailSender& sender, std::vector<core::OutboxItem> items,
                         const std::stop_token& stop) {
  std::span<const core::OutboxItem> left = items;
  const auto begin_until = items.front().next_at - lease * 5 / 6;
  while (!left.empty() && !stop.stop_requested() && clock_.now() < begin_until)
    left = left.subspan(send_some(sender, left, stop));
  give_back(left);
}

void Dispatcher::give_back(std::span<const core::OutboxItem> items) {
  DeliveryLedger::Rows rows;
  for (const auto& item : items)
    rows.push_back({item, core::while_paused(item, {core::ErrorKind::internal, item.last_error}, clock_.now(),
                                             clock_.now(), route_.policy)});
  ledger_.record(std::move(rows));
}

/// As many as fit into memory; how many of the first are done with.
std::size_t Dispatcher::send_some(MailSender& sender, std::span<const core::OutboxItem> items,
                                  const std::stop_token& stop) {
  const auto standing = current_.get();
  std::vector<OutgoingMail> mails;
  std::vector<std::size_t> of_mail;  ///< which of the items
  std::vector<std::optional<Tried>> tried;
  for (std::size_t octets = 0; tried.size() < items.size() && octets <= octets_at_once;) {
    auto result = prepared(items[tried.size()], *standing);
    if (auto* outcome = std::get_if<core::DeliveryOutcome>(&result)) {
      tried.emplace_back(Tried{std::move(*outcome), {}});
      continue;
    }
    auto& mail = std::get<OutgoingMail>(result);
    octets += mail.bytes.size();
    mails.push_back(std::move(mail));
    of_mail.push_back(tried.size());
    tried.emplace_back();
  }
  const auto answers = hand_over(sender, mails, stop);
  for (std::size_t i = 0; i < answers.size(); ++i)
    tried[of_mail[i]] =
        Tried{outcome_of(items[of_mail[i]], answers[i]), answers[i] ? answers[i]->answer : std::string{}};

  DeliveryLedger::Rows rows;
  for (; rows.size() < tried.size() && tried[rows.size()];) {
    const auto& item = items[rows.size()];
    auto& [outcome, answer] = *tried[rows.size()];
    log(item, outcome, answer);
    if (route_.note) route_.note(item, outcome, clock_.now());
    rows.push_back({item, std::move(outcome)});
  }
  const auto done = rows.size();
  ledger_.record(std::move(rows));
  return done;
}

/// The mail, or what became of it without one.
std::variant<OutgoingMail, core::DeliveryOutcome> Dispatcher::prepared(const core::OutboxItem& item,
                                                                       const Standing& standing) {
  const auto now = clock_.now();
  if (core::is_held_back(item)) return core::held(item, "the address is marked: " + item.recipient.reason);
  if (const auto paused = pause_.at(now))
    return core::while_paused(item, paused->refusal, paused->until, now, route_.policy);
  if (auto rests = resting(item, now)) return std::move(*rests);
  try {
    auto mail = prepare(item, store_, standing);
    if (mail) return std::move(*mail);
    return outcome_of(item, fail(mail));
  } catch (const std::exception& bug) {  // the barrier: one letter must not stop the others
    return outcome_of(item, fail(core::ErrorKind::internal, bug.what()));
  }
}

/// What rests to the end of its time has failed, however often it was tried.
std::optional<core::DeliveryOutcome> Dispatcher::resting(const core::OutboxItem& item, core::Time now) const {
  const auto until = route_.rests_until ? route_.rests_until(item.letter.from.address, now) : std::nullopt;
  if (!until) return std::nullopt;
  const core::Error why(core::ErrorKind::network,
                        item.last_error.empty() ? "nothing is sent there for now" : item.last_error);
  if (now - item.queued_at < route_.policy.give_up_after)
    return core::while_paused(item, why, *until, now, route_.policy);
  return core::after_try(item, &why, now, 0, route_.policy);
}

core::DeliveryOutcome Dispatcher::outcome_of(const core::OutboxItem& item, const Result<SentInfo>& answer) {
  const auto now = clock_.now();
  const auto dice = crypto::random_number();
  if (answer) {
    pause_.end();
    return core::after_try(item, nullptr, now, dice, route_.policy);
  }
  const auto& error = answer.error();
  switch (error.kind) {
    case core::ErrorKind::not_found:
    case core::ErrorKind::corrupt_store:
      return core::held(item, error.detail);
    case core::ErrorKind::credentials:
    case core::ErrorKind::bad_config: {
      const bool anew = !pause_.at(now);
      const auto pause = pause_.refused(error, now);
      if (anew)
        spdlog::error("outbox.account_refused route={} for={}min error={}", word(route_.name),
                      std::chrono::ceil<std::chrono::minutes>(pause.until - now).count(),
                      escaped(error.detail));
      return core::while_paused(item, error, pause.until, now, route_.policy);
    }
    default:
      return core::after_try(item, &error, now, dice, route_.policy);
  }
}

}  // namespace ticketd::daemon
