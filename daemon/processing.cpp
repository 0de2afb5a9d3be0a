#include "daemon/processing.h"

#include "daemon/log_value.h"
#include "daemon/thread_priority.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace ticketd::daemon {

Processing::Processing(Options options, Process process, GiveUp give_up, Refill refill)
    : options_(options),
      process_(std::move(process)),
      give_up_(std::move(give_up)),
      refill_(std::move(refill)) {}

Processing::~Processing() { stop(); }

void Processing::start(std::size_t waiting) {
  waiting_ += static_cast<std::ptrdiff_t>(waiting);
  for (std::size_t i = 0; i < options_.threads; ++i)
    threads_.emplace_back([this] {
      go_behind_the_doors();
      work();
    });
}

std::size_t Processing::waiting() const {
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(waiting_, 0));  // released mails are not counted
}

void Processing::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  threads_.clear();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return under_way_ == 0; });
}

void Processing::add(store::WaitingMail mail) {
  ++waiting_;
  {
    const std::lock_guard lock(mutex_);
    last_seen_ = std::max(last_seen_, mail.mail);
    if (in_memory_.contains(mail.mail)) return;  // the store has shown it before we were told
    if (behind_ || !has_room()) {
      behind_ = true;  // it stays in the store, and comes in its turn
    } else {
      last_queued_ = std::max(last_queued_, mail.mail);
      in_memory_.emplace(mail.mail, 0);
      enqueue(std::move(mail));
    }
  }
  changed_.notify_one();
}

/// What failed counts, too: while the store is in trouble, that is every mail.
bool Processing::has_room() const {
  return queue_.size() + again_.size() < options_.queue && held_bytes_ < options_.queue_bytes;
}

void Processing::enqueue(store::WaitingMail mail) {
  held_bytes_ += mail.incoming.bytes.size();
  queue_.push_back(std::move(mail));
}

void Processing::look_again() {
  {
    const std::lock_guard lock(mutex_);
    behind_ = from_the_beginning_ = true;
  }
  changed_.notify_one();
}

void Processing::work() {
  std::unique_lock lock(mutex_);
  store::WaitingMail mail;
  while (take(lock, mail)) {
    ++under_way_;
    const auto failures = in_memory_[mail.mail];
    lock.unlock();
    const auto kept = std::make_shared<store::WaitingMail>(mail);
    const auto done = [this, kept](const Result<>& outcome) { finished(*kept, outcome); };
    try {
      if (failures < options_.most_tries)
        process_(std::move(mail), done);
      else
        give_up_(std::move(mail), core::Error{core::ErrorKind::internal, "failed again and again"}, done);
    } catch (const std::exception& bug) {  // the barrier: one mail must not take the others down
      done(fail(core::ErrorKind::internal, bug.what()));
    }
    lock.lock();
  }
}

/// Waits for the next mail; false at the end.
bool Processing::take(std::unique_lock<std::mutex>& lock, store::WaitingMail& mail) {
  for (;;) {
    if (stopping_) return false;
    const auto now = std::chrono::steady_clock::now();
    if (under_way_ < options_.under_way) {
      if (!again_.empty() && again_.front().first <= now) {
        mail = std::move(again_.front().second);
        again_.pop_front();
        held_bytes_ -= mail.incoming.bytes.size();
        return true;
      }
      if (!queue_.empty()) {
        mail = std::move(queue_.front());
        queue_.pop_front();
        held_bytes_ -= mail.incoming.bytes.size();
        return true;
      }
      if (behind_ && !refilling_ && has_room()) {
        refill(lock);
        continue;
      }
    }
    if (again_.empty() || under_way_ >= options_.under_way)
      changed_.wait(lock);
    else
      changed_.wait_until(lock, again_.front().first);
  }
}

void Processing::refill(std::unique_lock<std::mutex>& lock) {
  refilling_ = true;
  finished_meanwhile_.clear();
  if (std::exchange(from_the_beginning_, false)) last_queued_ = {};
  const auto after = last_queued_;
  lock.unlock();
  auto mails = refill_(after, options_.portion);
  lock.lock();
  refilling_ = false;
  if (!mails) {
    spdlog::error("processing.refill_failed error={}", escaped(mails.error().detail));
    changed_.wait_for(lock, options_.retry_after);
    return;
  }
  const bool all = mails->size() < options_.portion;
  for (auto& mail : *mails) {
    last_queued_ = std::max(last_queued_, mail.mail);
    if (finished_meanwhile_.contains(mail.mail)) continue;
    if (in_memory_.emplace(mail.mail, 0).second) enqueue(std::move(mail));
  }
  if (all && last_queued_ >= last_seen_)
    behind_ = from_the_beginning_;  // asked for while we read
  else if (all)
    last_seen_ = last_queued_;  // what was seen meanwhile is either here or already processed
  changed_.notify_all();
}

void Processing::finished(const store::WaitingMail& mail, const Result<>& outcome) {
  if (!outcome)
    spdlog::warn("mail.deferred id={} error={}", mail.mail.value, escaped(outcome.error().detail));
  if (outcome) --waiting_;
  const std::lock_guard lock(mutex_);
  --under_way_;
  if (outcome) {
    in_memory_.erase(mail.mail);
    if (refilling_) finished_meanwhile_.insert(mail.mail);
  } else {
    if (outcome.error().kind == core::ErrorKind::internal) ++in_memory_[mail.mail];
    held_bytes_ += mail.incoming.bytes.size();
    again_.emplace_back(std::chrono::steady_clock::now() + options_.retry_after, mail);
  }
  changed_.notify_all();  // with the lock: stop() may be waiting, and we gone when it returns
}

}  // namespace ticketd::daemon
