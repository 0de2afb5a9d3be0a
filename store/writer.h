// The one writing thread. Every change of state is a job here; what gathered while a commit ran is committed
// together, and nobody is told before COMMIT returned. Jobs that somebody waits for go first. Any thread may
// submit.
#pragma once

#include "store/store.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace ticketd::store {

enum class Urgency : std::uint8_t {
  awaited,     ///< a peer or a person waits for the answer
  background,  ///< the daemon's own work: a little of it goes with every group, less of it in a crowd of
               ///< peers, and an idle writer has time for all of it
  leisure,     ///< what may come behind that: while there is some, only a job now and then
};

class Writer {
 public:
  struct Options {
    std::size_t queue = 2000;  ///< jobs of one urgency that wait; one more is refused as overloaded
    std::size_t group = 200;   ///< jobs of one commit …
    std::chrono::milliseconds group_time{10};  ///< … or so much work, …
    /// … or as much as the last commit took, and never less than this, whichever comes first …
    std::chrono::microseconds shortest_group_time{200};
    std::chrono::milliseconds background_time{50};  ///< … or so much, while nobody waits
    std::chrono::milliseconds shared_time{1};       ///< … and so much of it behind what is awaited
    std::size_t crowd = 8;                          ///< so many who waited for one commit are a crowd …
    std::chrono::milliseconds crowd_time{10};  ///< … for so long after it; then the daemon's own work …
    int crowd_share = 16;                      ///< … has one part in so many of the writer's time
    std::chrono::milliseconds leisure_pause{50};         ///< so long leisure waits behind background at most
    std::chrono::milliseconds idle{200};                 ///< quiet time after which the log is checkpointed
    std::function<void(const core::Error&)> on_trouble;  ///< what no job can be told, for the log; any thread
  };

  explicit Writer(Store& store, Options options);
  explicit Writer(Store& store) : Writer(store, Options{}) {}
  /// Finishes all that was submitted, then checkpoints.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// `work(Txn&) -> Result<T>` runs on the writer's thread, perhaps more than once; `done(Result<T>)` is
  /// called exactly once: there after COMMIT, or at once on this thread when the queue is full. A failed or
  /// throwing job is rolled back alone. Neither may wait for the writer.
  template <class Work, class Done>
  void submit(Work work, Done done, Urgency urgency = Urgency::awaited) {
    enqueue(std::make_unique<Task<Work, Done>>(std::move(work), std::move(done)), urgency);
  }

  /// Submits; the outcome is there after COMMIT, or at once when the queue is full.
  template <class Work>
  auto ask(Work work, Urgency urgency = Urgency::awaited) -> std::future<std::invoke_result_t<Work&, Txn&>> {
    using Outcome = std::invoke_result_t<Work&, Txn&>;
    std::promise<Outcome> promise;
    auto outcome = promise.get_future();
    submit(
        std::move(work),
        [promise = std::move(promise)](Outcome result) mutable { promise.set_value(std::move(result)); },
        urgency);
    return outcome;
  }

  /// Submits and waits; not for the network thread, and never from a job.
  template <class Work>
  auto run(Work work, Urgency urgency = Urgency::awaited) -> std::invoke_result_t<Work&, Txn&> {
    return ask(std::move(work), urgency).get();
  }

  /// When the thread last showed that it lives; it does so at least once a second unless a job or the disk
  /// hangs.
  [[nodiscard]] std::chrono::steady_clock::time_point heartbeat() const { return heartbeat_.load(); }

  /// What came of a commit that a `done` made itself, on the writer's thread: watched as those of the writer.
  void watch(const Result<>& commit);

  /// A commit whose outcome nobody knows (a failed fsync) makes every later job fail: only a new process may
  /// go on.
  [[nodiscard]] bool broken() const { return broken_.load(); }

  /// No transaction could be begun when it was tried last, as while another program locks the database.
  [[nodiscard]] bool shut_out() const { return shut_out_.load(); }

 private:
  class Job {
   public:
    virtual ~Job() = default;
    virtual Result<> attempt(Txn&) = 0;  ///< keeps the outcome
    virtual void finish(
        const core::Error* error) = 0;  ///< tells the outcome, or the error that came after it
  };

  template <class Work, class Done>
  class Task final : public Job {
    using Outcome = std::invoke_result_t<Work&, Txn&>;

   public:
    Task(Work work, Done done) : work_(std::move(work)), done_(std::move(done)) {}
    Result<> attempt(Txn& txn) override {
      outcome_.emplace(work_(txn));
      if (!*outcome_) return fail(*outcome_);
      return {};
    }
    void finish(const core::Error* error) override {
      if (error != nullptr) outcome_.emplace(tl::unexpected(*error));
      done_(std::move(*outcome_));
    }

   private:
    Work work_;
    Done done_;
    std::optional<Outcome> outcome_;
  };

  struct Member {
    std::unique_ptr<Job> job;
    std::optional<core::Error> error;
  };
  using Clock = std::chrono::steady_clock;
  using Group = std::vector<Member>;
  using Queue = std::deque<std::unique_ptr<Job>>;

  void enqueue(std::unique_ptr<Job> job, Urgency urgency);
  std::unique_ptr<Job> next_job(Urgency urgency);
  [[nodiscard]] Queue& queue_of(Urgency urgency) { return queues_[static_cast<std::size_t>(urgency)]; }
  [[nodiscard]] bool somebody_waits();
  [[nodiscard]] bool has_own_work() const;
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] bool may_do_own_work() const;
  bool wait_for_work();
  void write();
  void write_group();
  Result<> commit(Txn& txn);
  Result<> run_members(Txn& txn, Group& group);
  Result<> run_awaited(Txn& txn, Group& group);
  Result<> run_own_work(Txn& txn, Group& group);
  bool leisure_has_its_turn();
  Result<> run_some(Txn& txn, Group& group, Urgency urgency, std::size_t most, Clock::time_point until);
  void note_peers(std::size_t number);
  Result<> run_member(Txn& txn, Group& group, std::unique_ptr<Job> job);
  Result<> run_job(Txn& txn, Job& job);
  void fail_queued(const core::Error& error);
  void finish(Member& member);
  void finish(Job& job, const core::Error* error);
  void tend(bool idle);
  void try_the_door();
  void catch_up();
  void tend_log(bool idle);
  void trouble(const core::Error& error);

  Store& store_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable work_came_;
  std::array<Queue, 3> queues_;  ///< by urgency; guarded by mutex_, as the next
  bool stopping_ = false;
  bool log_is_dirty_ = false;     ///< only the writer's thread, as the next
  bool work_was_put_off_ = true;  ///< by the store, or by the one before it
  Clock::duration last_commit_took_{};
  Clock::duration quiet_{};  ///< without a job, after which there is time to tend the store
  Clock::time_point crowded_until_{}, credited_until_{}, last_leisure_{};
  Clock::duration own_credit_{};  ///< for the daemon's own work in a crowd
  std::atomic<std::chrono::steady_clock::time_point> heartbeat_{std::chrono::steady_clock::now()};
  std::atomic<bool> broken_{false}, shut_out_{false};
  std::thread thread_;
};

}  // namespace ticketd::store
