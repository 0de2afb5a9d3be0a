// Delivers the outbox: each sending thread claims due rows, composes the letters, hands them to the next hop
// and records what came of it.
#pragma once

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
  ~Dispatcher();  ///< lets items under way finish
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  Result<> start();
  void stop();
  /// Something may be due: rows were queued, or a person asked for a retry. Any thread; cheap.
  void wake();

 private:
  using Claimed = std::vector<core::OutboxItem>;

  void run(MailSender& sender, store::Reader& reader, const std::stop_token& stop);
  void wait(MailSender& sender, store::Reader& reader, std::uint64_t seen, const std::stop_token& stop);
  Claimed claim();
  void deliver(MailSender& sender, store::Reader& reader, const core::OutboxItem& item);
  Result<SentInfo> send(MailSender& sender, store::Reader& reader, const core::OutboxItem& item);
  void record(const core::OutboxItem& item, const Result<SentInfo>& outcome);

  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  std::vector<std::unique_ptr<MailSender>> senders_;
  std::mutex mutex_;
  std::condition_variable_any due_;
  std::uint64_t wakes_ = 0;  ///< guarded by mutex_
  std::vector<std::unique_ptr<store::Reader>> readers_;
  std::vector<std::jthread> threads_;
};

}  // namespace ticketd::daemon
