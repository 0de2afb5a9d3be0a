// The working threads: each takes an accepted mail, has it processed, and takes the next. What does not fit
// in memory is read from the store again; what fails for a passing reason is tried again, and its bytes are
// left to the store until then.
#pragma once

#include "core/result.h"
#include "daemon/once_a_minute.h"
#include "store/store.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace ticketd::daemon {

using ProcessDone = std::function<void(Result<>)>;

class Processing {
 public:
  struct Options {
    std::size_t threads = 2;
    std::size_t queue = 2000;                         ///< mails waiting in memory …
    std::size_t queue_bytes = std::size_t{4} << 20U;  ///< … or so many bytes of them, whichever comes first
    std::size_t under_way = 200;                      ///< mails whose commit is awaited …
    std::size_t under_way_bytes = std::size_t{4} << 20U;  ///< … or so many bytes of them; one may have more
    std::size_t portion = 50;                             ///< mails read from the store at once
    std::chrono::milliseconds retry_after{1000};          ///< doubled with each failure of a mail …
    std::chrono::milliseconds longest_retry{30'000};  ///< … up to this: so long a mended store waits for us
    int most_tries = 5;                               ///< of a mail that fails for no reason we know
  };
  /// A mail without bytes has them in the store.
  using Process = std::function<void(store::WaitingMail, ProcessDone)>;
  using Refill =
      std::function<Result<std::vector<store::WaitingMail>>(core::MailKey after, std::size_t limit)>;

  using GiveUp = std::function<void(store::WaitingMail, const core::Error&, ProcessDone)>;

  Processing(Options options, Process process, GiveUp give_up, Refill refill);
  ~Processing();  ///< lets what is under way finish
  Processing(const Processing&) = delete;
  Processing& operator=(const Processing&) = delete;

  /// Begins, with what an earlier process had accepted and not processed: so many mails.
  void start(std::size_t waiting = 0);
  void stop();
  /// In the order of acceptance. Any thread; never blocks.
  void add(store::WaitingMail);
  /// Reads the store from the beginning again: mails that a person released.
  void look_again();
  /// Accepted mails that are not processed, those included that are only in the store. Any thread.
  [[nodiscard]] std::size_t waiting() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Failures {
    int all = 0, bugs = 0;
  };

  void work();
  bool take(std::unique_lock<std::mutex>&, store::WaitingMail&);
  [[nodiscard]] bool has_room() const;
  [[nodiscard]] bool has_a_hand_free() const;
  void enqueue(store::WaitingMail);
  void refill(std::unique_lock<std::mutex>&);
  void finished(const store::WaitingMail&, std::size_t bytes, const Result<>&);
  void try_later(const store::WaitingMail&, const core::Error& why);
  void warn(core::MailKey, const core::Error& why);

  const Options options_;
  const Process process_;
  const GiveUp give_up_;  ///< a bug in its way: it must not be tried for ever
  const Refill refill_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<std::ptrdiff_t> waiting_{0};
  std::deque<store::WaitingMail> queue_;  ///< this and all below guarded by mutex_
  std::multimap<Clock::time_point, store::WaitingMail> again_;
  std::size_t held_bytes_ = 0;  ///< of the mails in the queue
  core::MailKey last_queued_{}, last_seen_{};
  std::map<core::MailKey, Failures> in_memory_;  ///< queued, under way or to be tried again
  OnceAMinute failures_;
  bool behind_ = true;               ///< the store has mails that are not in the queue
  bool from_the_beginning_ = false;  ///< … and perhaps older ones than those we have queued
  bool refilling_ = false;
  std::set<core::MailKey> finished_meanwhile_;  ///< while the store is read, which may show them as waiting
  bool stopping_ = false;
  std::size_t under_way_ = 0, under_way_bytes_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace ticketd::daemon
