#include "daemon/intake/spool.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace ticketd::daemon {
namespace {

template <class Work>
std::invoke_result_t<Work&> without_throwing(Work& work) {
  try {
    return work();
  } catch (const std::exception& bug) {
    return fail(core::ErrorKind::internal, std::string("taking in a large mail: ") + bug.what());
  }
}

/// Runs `work` on one of `threads` and goes on with its result where the caller runs.
template <class Work>
auto run_on(asio::thread_pool& threads, Work work) -> asio::awaitable<std::invoke_result_t<Work&>> {
  using Outcome = std::invoke_result_t<Work&>;
  auto begin = [&threads, work = std::move(work)](auto resume) mutable {
    auto caller = asio::make_work_guard(asio::get_associated_executor(resume));
    asio::post(threads,
               [work = std::move(work), resume = std::move(resume), caller = std::move(caller)]() mutable {
                 auto outcome = without_throwing(work);
                 const auto executor = caller.get_executor();
                 asio::post(executor, [resume = std::move(resume), outcome = std::move(outcome)]() mutable {
                   std::move(resume)(std::move(outcome));
                 });
               });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Outcome)>(std::move(begin),
                                                                            asio::use_awaitable);
}

}  // namespace

asio::awaitable<Result<>> LargeMail::append(std::string_view bytes) {
  auto work = [this, bytes]() -> Result<> {  // nobody touches us meanwhile
    if (!bytes_) {
      auto begun = spool_->begin_();
      if (!begun) return fail(begun);
      bytes_ = std::move(*begun);
    }
    return bytes_->append(bytes);
  };
  return run_on(spool_->threads_, std::move(work));
}

asio::awaitable<Result<core::StoredBytes>> LargeMail::keep() {
  auto work = [bytes = std::exchange(bytes_, nullptr)] { return bytes->keep(); };
  return run_on(spool_->threads_, std::move(work));
}

// Removing a file may take its time, too.
void LargeMail::forget() {
  if (bytes_) asio::post(spool_->threads_, [bytes = std::exchange(bytes_, nullptr)] {});
}

}  // namespace ticketd::daemon
