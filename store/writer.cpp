#include "store/writer.h"

#include <exception>

namespace ticketd::store {
namespace {

constexpr int attempts_at_a_conflict = 3;
constexpr std::chrono::milliseconds beat{1000};
constexpr std::size_t awaited_for_each_in_background = 16;  // once somebody waits

/// A bug in a job must not take the writer with it.
template <class Call>
Result<> without_throwing(Call call) {
  try {
    return call();
  } catch (const std::exception& bug) {
    return fail(core::ErrorKind::internal, std::string("a job threw: ") + bug.what());
  } catch (...) {
    return fail(core::ErrorKind::internal, "a job threw something unknown");
  }
}

}  // namespace

Writer::Writer(Store& store, Options options)
    : store_(store), options_(std::move(options)), thread_([this] { write(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_came_.notify_all();
  thread_.join();
}

void Writer::enqueue(std::unique_ptr<Job> job, Urgency urgency) {
  {
    const std::lock_guard lock(mutex_);
    auto& queue = urgency == Urgency::awaited ? awaited_ : background_;
    if (!stopping_ && queue.size() < options_.queue) queue.push_back(std::move(job));
  }
  if (!job) return work_came_.notify_one();
  const core::Error refused{core::ErrorKind::overloaded, "the writer's queue is full"};
  finish(*job, &refused);
}

std::unique_ptr<Writer::Job> Writer::next_job(Urgency urgency) {
  const std::lock_guard lock(mutex_);
  auto& queue = urgency == Urgency::awaited ? awaited_ : background_;
  if (queue.empty()) return nullptr;
  auto job = std::move(queue.front());
  queue.pop_front();
  return job;
}

bool Writer::somebody_waits() {
  const std::lock_guard lock(mutex_);
  return !awaited_.empty();
}

/// False when there is nothing more to do, ever.
bool Writer::wait_for_work() {
  std::unique_lock lock(mutex_);
  const auto has_work = [this] { return !awaited_.empty() || !background_.empty(); };
  while (!has_work()) {
    if (stopping_) return false;
    heartbeat_ = std::chrono::steady_clock::now();
    const auto wait = log_is_dirty_ ? options_.idle : beat;
    work_came_.wait_for(lock, wait, [&] { return stopping_ || has_work(); });
    if (has_work() || stopping_) continue;
    lock.unlock();
    tend_log(/*idle=*/true);
    lock.lock();
  }
  heartbeat_ = std::chrono::steady_clock::now();
  return true;
}

void Writer::write() {
  while (wait_for_work()) {
    write_group();
    tend_log(/*idle=*/false);
  }
  tend_log(/*idle=*/true);
}

void Writer::write_group() {
  if (broken_)
    return fail_queued({core::ErrorKind::store_down, "an earlier commit failed, its outcome is unknown"});
  auto txn = store_.begin();
  if (!txn) return fail_queued(txn.error());

  Group group;
  auto done = run_members(**txn, group);
  if (done) done = (*txn)->commit();
  if (!done && done.error().kind == core::ErrorKind::store_down) {
    broken_ = true;
    trouble(done.error());
  }
  txn->reset();  // rolls back what was not committed, before anybody is told
  log_is_dirty_ = true;
  for (auto& member : group) {
    if (!done) member.error = done.error();
    finish(member);
  }
}

/// Runs what is queued until the group is full. What nobody waits for never keeps it open: while somebody
/// does, each group takes a small share of it, so that it goes on all the same.
Result<> Writer::run_members(Txn& txn, Group& group) {
  const auto begun = std::chrono::steady_clock::now();
  const auto lasts = [begun] { return std::chrono::steady_clock::now() - begun; };
  while (group.size() < options_.group && lasts() < options_.group_time) {
    auto job = next_job(Urgency::awaited);
    if (!job) break;
    if (auto ran = run_member(txn, group, std::move(job)); !ran) return ran;
  }
  const bool shared = !group.empty();
  const auto share = shared ? 1 + group.size() / awaited_for_each_in_background : options_.group;
  const auto most = shared ? options_.group_time : options_.background_time;
  for (std::size_t taken = 0; taken < share; ++taken) {
    if (taken > 0 && (lasts() >= most || somebody_waits())) break;
    auto job = next_job(Urgency::background);
    if (!job) break;
    if (auto ran = run_member(txn, group, std::move(job)); !ran) return ran;
  }
  return {};
}

/// An error is that of the whole group; that of the job stays with it.
Result<> Writer::run_member(Txn& txn, Group& group, std::unique_ptr<Job> job) {
  auto& member = group.emplace_back(Member{std::move(job), std::nullopt});
  const auto ran = run_job(txn, *member.job);
  if (!txn.usable())  // a full disk has rolled back everybody, whatever the job made of it
    return ran ? fail(core::ErrorKind::store_full, "the transaction was rolled back") : ran;
  if (ran) return {};
  member.error = ran.error();
  return txn.back_to_mark();
}

Result<> Writer::run_job(Txn& txn, Job& job) {
  for (int attempt = 1;; ++attempt) {
    if (auto marked = txn.mark(); !marked) return marked;
    auto ran = without_throwing([&] { return job.attempt(txn); });
    if (ran || ran.error().kind != core::ErrorKind::conflict || attempt == attempts_at_a_conflict) return ran;
    if (!txn.usable()) return ran;
    if (auto back = txn.back_to_mark(); !back) return back;
  }
}

/// No transaction can be opened: whoever waits is told now, who comes later finds out anew.
void Writer::fail_queued(const core::Error& error) {
  Queue awaited, background;  // only these: who comes because one of them failed begins anew
  {
    const std::lock_guard lock(mutex_);
    awaited.swap(awaited_);
    background.swap(background_);
  }
  for (const auto* waiting : {&awaited, &background})
    for (const auto& job : *waiting) finish(*job, &error);
}

void Writer::finish(Member& member) { finish(*member.job, member.error ? &*member.error : nullptr); }

void Writer::finish(Job& job, const core::Error* error) {
  const auto told = without_throwing([&]() -> Result<> {
    job.finish(error);
    return {};
  });
  if (!told) trouble(told.error());
}

/// The log is only ever copied back by the thread that writes it.
void Writer::tend_log(bool idle) {
  if (!log_is_dirty_ || (!idle && !store_.log_has_grown())) return;
  log_is_dirty_ = false;
  if (const auto done = store_.checkpoint(); !done) trouble(done.error());
}

void Writer::trouble(const core::Error& error) {
  if (options_.on_trouble) options_.on_trouble(error);
}

}  // namespace ticketd::store
