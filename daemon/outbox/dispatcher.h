// Delivers the mails of one route: each sending thread claims due rows, composes the letters, hands them to
// the next hop and has it written down what came of them. What one has claimed no other can claim, so that
// one that ends and the one in its place may overlap.
#pragma once

#include "core/delivery.h"
#include "daemon/current.h"
#include "daemon/once_a_minute.h"
#include "daemon/outbox/account_pause.h"
#include "daemon/outbox/delivery_ledger.h"
#include "daemon/outbox/hop_turns.h"
#include "daemon/outbox/mail_sender.h"
#include "store/writer.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace ticketd::daemon {

class Dispatcher {
 public:
  struct Route {
    std::string name;                                  ///< for the log
    store::Senders senders;                            ///< whose mails it takes
    std::vector<std::unique_ptr<MailSender>> threads;  ///< a sender for each: connections are not shared
    core::RetryPolicy policy;
    /// Until when those of one sender wait without a try being counted; empty: nobody does.
    std::function<std::optional<core::Time>(std::string_view sender, core::Time now)> rests_until{};
    /// The next hop of each sender, where there are several: one thread at a time is with each of them, so
    /// that a slow one holds up nobody else's. Empty: all threads share one.
    std::function<Hops()> hops{};
    /// Sees what came of a try before people are told of it. Empty: nobody does.
    std::function<void(const core::OutboxItem&, core::DeliveryOutcome&, core::Time)> note{};
  };

  /// All must outlive it, and the writer what the ledger still has to tell it.
  Dispatcher(store::Store& store, store::Writer& writer, DeliveryLedger& ledger, const Current& current,
             const Clock& clock, Route route);
  ~Dispatcher();  ///< stops
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  void start();
  /// Lets the mails at the next hop finish; what else was claimed is due again.
  void request_stop();
  void stop();  ///< and waits for them
  [[nodiscard]] bool ended() const { return running_ == 0; }
  /// Something may be due. Any thread; cheap.
  void wake();
  /// A person wants another try now, also of an account that was refused.
  void try_now();
  /// Whether mails of that sender go this way.
  [[nodiscard]] bool takes(std::string_view sender) const { return route_.senders(sender); }
  [[nodiscard]] core::AccountState account() const { return pause_.state_of(route_.name); }

 private:
  struct Claimed {
    std::vector<core::OutboxItem> items;
    std::string hop;  ///< that is this thread's until it is left; empty: there is no choice
  };
  class Pace;

  void run(MailSender& sender, const std::stop_token& stop);
  void wait(std::uint64_t seen, const std::stop_token& stop);
  [[nodiscard]] std::uint64_t wakes();
  std::future<Result<Claimed>> claim(std::size_t portion);
  Result<std::vector<core::OutboxItem>> claim_due(store::Txn& txn, core::Time now, std::size_t portion,
                                                  const store::Senders& senders);
  Result<> claim_at_a_free_hop(store::Txn& txn, core::Time now, std::size_t portion, const Hops& hops,
                               Claimed& claimed);
  [[nodiscard]] store::Senders senders_at_free_hops(const Hops& hops) const;
  void deliver(MailSender& sender, std::vector<core::OutboxItem> items, const std::stop_token& stop);
  std::size_t send_some(MailSender& sender, std::span<const core::OutboxItem> items,
                        const std::stop_token& stop);
  std::variant<OutgoingMail, core::DeliveryOutcome> prepared(const core::OutboxItem& item,
                                                             const Standing& standing);
  std::optional<core::DeliveryOutcome> resting(const core::OutboxItem& item, core::Time now) const;
  core::DeliveryOutcome outcome_of(const core::OutboxItem& item, const Result<SentInfo>& answer);
  void give_back(std::span<const core::OutboxItem> items);

  store::Store& store_;
  store::Writer& writer_;
  DeliveryLedger& ledger_;
  const Current& current_;
  const Clock& clock_;
  Route route_;
  AccountPause pause_;
  std::mutex mutex_;
  std::condition_variable_any due_;
  std::uint64_t wakes_ = 0;  ///< guarded by mutex_
  HopTurns turns_;
  OnceAMinute claim_failures_;
  std::atomic<std::size_t> running_{0};
  std::vector<std::jthread> threads_;
};

}  // namespace ticketd::daemon
