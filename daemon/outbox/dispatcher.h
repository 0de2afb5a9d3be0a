// Delivers the outbox: each sending thread claims due rows, composes the letters, hands them to the next hop
// and records what came of it.
#pragma once

#include "core/change.h"
#include "core/retry.h"
#include "daemon/current.h"
#include "daemon/outbox/mail_sender.h"
#include "store/writer.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace ticketd::daemon {

class Dispatcher {
 public:
  /// One sender a thread: connections are not shared.
  Dispatcher(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
             std::vector<std::unique_ptr<MailSender>> senders);
  ~Dispatcher();  ///< lets the mails at the next hop finish; what else was claimed is due at the next start
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  Result<> start();
  void stop();
  /// Something may be due: rows were queued, or a person asked for a retry. Any thread; cheap.
  void wake();

 private:
  using Claimed = std::vector<core::OutboxItem>;

  /// What came of a row and is not in the database yet.
  struct Unrecorded {
    core::OutboxItem item;
    core::change::SetDelivery change;
    bool and_tell = false;  ///< an agent is told as well
  };

  void run(MailSender& sender, const std::stop_token& stop);
  void wait(std::uint64_t seen, const std::stop_token& stop);
  Claimed claim();
  void deliver(MailSender& sender, const core::OutboxItem& item);
  Result<SentInfo> send(MailSender& sender, const core::OutboxItem& item);
  void record(Unrecorded row);
  void record_again();

  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  std::vector<std::unique_ptr<MailSender>> senders_;
  std::mutex mutex_;
  std::condition_variable_any due_;
  std::uint64_t wakes_ = 0;             ///< guarded by mutex_, as the next
  std::vector<Unrecorded> unrecorded_;  ///< the writer refused them: to be tried again
  std::vector<std::jthread> threads_;
};

}  // namespace ticketd::daemon
