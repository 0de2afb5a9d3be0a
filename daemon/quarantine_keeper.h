// Mails that wait for a person do not wait for ever: managers are told of new ones by mail, and what nobody
// decided on is deleted. When that is due stands in the store, so that a restart changes nothing.
#pragma once

#include "daemon/current.h"
#include "store/writer.h"

#include <functional>

namespace ticketd::daemon {

class QuarantineKeeper {
 public:
  QuarantineKeeper(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
                   std::function<void()> letters_queued)
      : store_(store),
        writer_(writer),
        current_(current),
        clock_(clock),
        letters_queued_(std::move(letters_queued)) {}

  /// Does what is due now; often asked. Blocks: on a worker thread.
  Result<> look();

 private:
  Result<> expire(const core::House& house);
  Result<> tell(const core::House& house);
  Result<> apply(core::Change change);
  template <class Answer, class Question>
  Result<Answer> read(Question question) {
    const auto reader = store_.reader();
    if (!reader) return fail(reader);
    return std::invoke(question, **reader);
  }

  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  std::function<void()> letters_queued_;
  core::Time looked_{};
};

}  // namespace ticketd::daemon
