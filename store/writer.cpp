#include "store/writer.h"

#include <algorithm>
#include <exception>

namespace ticketd::store {
namespace {

constexpr int attempts_at_a_conflict = 3;
constexpr std::chrono::milliseconds beat{1000};
constexpr std::chrono::milliseconds first_credit{1}, most_credit{10};

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
    auto& queue = queue_of(urgency);
    if (!stopping_ && queue.size() < options_.queue) queue.push_back(std::move(job));
  }
  if (!job) return work_came_.notify_one();
  const core::Error refused{core::ErrorKind::overloaded, "the writer's queue is full"};
  finish(*job, &refused);
}

std::unique_ptr<Writer::Job> Writer::next_job(Urgency urgency) {
  const std::lock_guard lock(mutex_);
  auto& queue = queue_of(urgency);
  if (queue.empty()) return nullptr;
  auto job = std::move(queue.front());
  queue.pop_front();
  return job;
}

bool Writer::somebody_waits() {
  const std::lock_guard lock(mutex_);
  return !queue_of(Urgency::awaited).empty();
}

bool Writer::has_own_work() const {
  return std::any_of(queues_.begin() + 1, queues_.end(), [](const Queue& queue) { return !queue.empty(); });
}

/// In a crowd the daemon's own work waits until it has time to its credit.
bool Writer::may_do_own_work() const {
  return own_credit_ > Clock::duration::zero() || Clock::now() >= crowded_until_;
}

bool Writer::has_work() const { return !queues_.front().empty() || (has_own_work() && may_do_own_work()); }

/// False when there is nothing more to do, ever.
bool Writer::wait_for_work() {
  std::unique_lock lock(mutex_);
  while (!has_work()) {
    const bool crowd_is_awaited = has_own_work(), at_the_end = stopping_ && !crowd_is_awaited;
    if (at_the_end) return false;
    heartbeat_ = Clock::now();
    const auto wait = crowd_is_awaited ? crowded_until_ - Clock::now() : quiet_;
    const bool woken =
        work_came_.wait_for(lock, wait, [&] { return has_work() || (stopping_ && !crowd_is_awaited); });
    if (woken || crowd_is_awaited) continue;
    lock.unlock();
    tend(/*idle=*/true);
    lock.lock();
  }
  heartbeat_ = Clock::now();
  return true;
}

void Writer::write() {
  while (wait_for_work()) {
    write_group();
    tend(/*idle=*/false);
  }
  tend_log(/*idle=*/true);
}

void Writer::write_group() {
  if (broken_)
    return fail_queued({core::ErrorKind::store_down, "an earlier commit failed, its outcome is unknown"});
  auto txn = store_.begin();
  shut_out_ = !txn;
  if (!txn) {
    trouble(txn.error());
    return fail_queued(txn.error());
  }

  Group group;
  auto done = run_members(**txn, group);
  if (done) done = commit(**txn);
  watch(done);
  txn->reset();  // rolls back what was not committed, before anybody is told
  log_is_dirty_ = work_was_put_off_ = true;
  quiet_ = options_.idle;
  for (auto& member : group) {
    if (!done) member.error = done.error();
    finish(member);
  }
}

Result<> Writer::commit(Txn& txn) {
  const auto begun = Clock::now();
  auto done = txn.commit();
  last_commit_took_ = Clock::now() - begun;
  return done;
}

void Writer::watch(const Result<>& commit) {
  if (commit || commit.error().kind != core::ErrorKind::store_down) return;
  broken_ = true;
  trouble(commit.error());
}

/// First what somebody waits for. Who came while the daemon did work of its own shares the commit with it: a
/// commit that holds only that would have to be over before they get one.
Result<> Writer::run_members(Txn& txn, Group& group) {
  auto ran = run_awaited(txn, group);
  const bool nobody_waited = group.empty();
  if (ran) ran = run_own_work(txn, group);
  if (ran && nobody_waited) ran = run_awaited(txn, group);
  return ran;
}

/// A group that took in everybody would leave nobody to send the next mail while it is committed, and the
/// writer nothing to do afterwards.
Result<> Writer::run_awaited(Txn& txn, Group& group) {
  const auto before = group.size();
  const auto until = Clock::now() + std::clamp<Clock::duration>(
                                        last_commit_took_, options_.shortest_group_time, options_.group_time);
  while (group.size() - before < options_.group && Clock::now() < until) {
    auto job = next_job(Urgency::awaited);
    if (!job) break;
    if (auto ran = run_member(txn, group, std::move(job)); !ran) return ran;
  }
  note_peers(group.size() - before);
  return {};
}

/// What nobody waits for keeps no group open for long: while somebody does, each group takes a little of it,
/// so that it goes on all the same.
Result<> Writer::run_own_work(Txn& txn, Group& group) {
  const auto begun = Clock::now();
  const bool crowded = begun < crowded_until_;
  auto until = begun + (group.empty() ? options_.background_time : options_.shared_time);
  if (crowded) until = std::min(until, begun + own_credit_);
  auto ran = run_some(txn, group, Urgency::background, options_.group, until);
  if (ran && leisure_has_its_turn()) {
    ran = run_some(txn, group, Urgency::leisure, group.empty() ? options_.group : 1, until);
    last_leisure_ = Clock::now();
  }
  if (crowded) own_credit_ -= Clock::now() - begun;
  return ran;
}

/// When nothing that goes before it waits, and else now and then.
bool Writer::leisure_has_its_turn() {
  const std::lock_guard lock(mutex_);
  return queue_of(Urgency::background).empty() || Clock::now() - last_leisure_ >= options_.leisure_pause;
}

/// At least one, except on credit that is used up.
Result<> Writer::run_some(Txn& txn, Group& group, Urgency urgency, std::size_t most,
                          Clock::time_point until) {
  for (std::size_t taken = 0; taken < most; ++taken) {
    const auto now = Clock::now();
    const bool over = now >= until, on_credit = now < crowded_until_;
    if (over && (taken > 0 || on_credit)) break;
    if (taken > 0 && somebody_waits()) break;
    auto job = next_job(urgency);
    if (!job) break;
    if (auto ran = run_member(txn, group, std::move(job)); !ran) return ran;
  }
  return {};
}

/// Many who wait for one commit have the machine to themselves for a moment, but for a part of the time that
/// passes.
void Writer::note_peers(std::size_t number) {
  const auto now = Clock::now();
  if (number >= options_.crowd) {
    if (now >= crowded_until_) own_credit_ = first_credit, credited_until_ = now;
    crowded_until_ = now + options_.crowd_time;
  }
  if (now >= crowded_until_) return;
  own_credit_ =
      std::min<Clock::duration>(own_credit_ + (now - credited_until_) / options_.crowd_share, most_credit);
  credited_until_ = now;
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
  decltype(queues_) waiting;  // only these: who comes because one of them failed begins anew
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(queues_);
  }
  for (const auto& queue : waiting)
    for (const auto& job : queue) finish(*job, &error);
}

void Writer::finish(Member& member) { finish(*member.job, member.error ? &*member.error : nullptr); }

void Writer::finish(Job& job, const core::Error* error) {
  const auto told = without_throwing([&]() -> Result<> {
    job.finish(error);
    return {};
  });
  if (!told) trouble(told.error());
}

/// Catching up comes before the log is copied back, which it makes longer.
void Writer::tend(bool idle) {
  if (idle && shut_out_) try_the_door();
  if (idle ? work_was_put_off_ : store_.is_behind()) catch_up();
  if (!idle || !work_was_put_off_) tend_log(idle);
  if (idle) quiet_ = work_was_put_off_ ? Clock::duration::zero() : Clock::duration(beat);
}

/// Nobody may come while we say that we are not ready.
void Writer::try_the_door() {
  if (!broken_) shut_out_ = !store_.begin();
}

void Writer::catch_up() {
  work_was_put_off_ = false;  // after a failure the next commit brings it back
  if (broken_) return;
  const auto more = store_.catch_up();
  log_is_dirty_ = true;
  if (more) {
    work_was_put_off_ = *more;
    return;
  }
  if (more.error().kind == core::ErrorKind::store_down) broken_ = true;
  trouble(more.error());
}

/// The log is only ever copied back by the thread that writes it.
void Writer::tend_log(bool idle) {
  if (!log_is_dirty_ || (!idle && !store_.log_has_grown())) return;
  log_is_dirty_ = false;
  const auto done = store_.checkpoint();
  if (done) return;
  if (done.error().kind == core::ErrorKind::store_down) broken_ = true;
  trouble(done.error());
}

void Writer::trouble(const core::Error& error) {
  if (options_.on_trouble) options_.on_trouble(error);
}

}  // namespace ticketd::store
