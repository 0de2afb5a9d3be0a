#include "daemon/processing.h"

#include "daemon/log_value.h"
#include "daemon/thread_priority.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace ticketd::daemon {
namespace {

store::WaitingMail copy_without_bytes(store::WaitingMail& mail) {
  auto bytes = std::exchange(mail.incoming.bytes, {});
  auto copy = mail;
  mail.incoming.bytes = std::move(bytes);
  return copy;
}

}  // namespace

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
      in_memory_.emplace(mail.mail, Failures{});
      enqueue(std::move(mail));
    }
  }
  changed_.notify_one();
}

/// What failed counts, too: while the store is in trouble, that is every mail.
bool Processing::has_room() const {
  return queue_.size() + again_.size() < options_.queue && held_bytes_ < options_.queue_bytes;
}

/// One mail may be as large as it wants.
bool Processing::has_a_hand_free() const {
  return under_way_ == 0 || (under_way_ < options_.under_way && under_way_bytes_ < options_.under_way_bytes);
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
    const auto bytes = static_cast<std::size_t>(mail.incoming.size());
    ++under_way_;
    under_way_bytes_ += bytes;
    const auto bugs = in_memory_[mail.mail].bugs;
    lock.unlock();
    const auto kept = std::make_shared<store::WaitingMail>(copy_without_bytes(mail));
    const auto done = [this, kept, bytes](const Result<>& outcome) { finished(*kept, bytes, outcome); };
    try {
      if (bugs < options_.most_tries)
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
    const auto now = Clock::now();
    if (has_a_hand_free()) {
      if (!again_.empty() && again_.begin()->first <= now) {
        mail = std::move(again_.begin()->second);
        again_.erase(again_.begin());
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
    if (again_.empty() || !has_a_hand_free())
      changed_.wait(lock);
    else
      changed_.wait_until(lock, again_.begin()->first);
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
    if (in_memory_.emplace(mail.mail, Failures{}).second) enqueue(std::move(mail));
  }
  if (all && last_queued_ >= last_seen_)
    behind_ = from_the_beginning_;  // asked for while we read
  else if (all)
    last_seen_ = last_queued_;  // what was seen meanwhile is either here or already processed
  changed_.notify_all();
}

void Processing::finished(const store::WaitingMail& mail, std::size_t bytes, const Result<>& outcome) {
  if (outcome) --waiting_;
  const std::lock_guard lock(mutex_);
  --under_way_;
  under_way_bytes_ -= bytes;
  if (outcome) {
    in_memory_.erase(mail.mail);
    if (refilling_) finished_meanwhile_.insert(mail.mail);
  } else {
    try_later(mail, outcome.error());
  }
  changed_.notify_all();  // with the lock: stop() may be waiting, and we gone when it returns
}

void Processing::try_later(const store::WaitingMail& mail, const core::Error& why) {
  warn(mail.mail, why);
  auto& failures = in_memory_[mail.mail];
  auto pause = options_.retry_after;
  for (int i = 0; i < failures.all && pause < options_.longest_retry; ++i) pause *= 2;
  ++failures.all;
  if (why.kind == core::ErrorKind::internal) ++failures.bugs;
  again_.emplace(Clock::now() + std::min(pause, options_.longest_retry), mail);
}

/// While the store is in trouble every mail fails, and each again and again.
void Processing::warn(core::MailKey mail, const core::Error& why) {
  if (const auto count = failures_.count(); count > 0)
    spdlog::warn("mail.deferred id={} count={} error={}", mail.value, count, escaped(why.detail));
}

}  // namespace ticketd::daemon
