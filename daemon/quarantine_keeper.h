// Mails that wait for a person do not wait for ever: managers are told of new ones by mail, and what nobody
// decided on is deleted. When that is due stands in the store, so that a restart changes nothing.
#pragma once

#include "daemon/surroundings.h"

namespace ticketd::daemon {

/// Erases a ticket that still lies in the spam box and that nothing touched after that moment; whether it
/// did. A person may have restored it since the list was read.
[[nodiscard]] Result<bool> erase_forgotten_spam(store::Txn&, core::TicketId, core::Time untouched_since);

class QuarantineKeeper {
 public:
  explicit QuarantineKeeper(Surroundings around) : around_(std::move(around)) {}

  /// Does what is due now; often asked. Blocks: on a worker thread.
  Result<> look();

 private:
  Result<> expire(const core::House& house);
  Result<> tell(const core::House& house);
  template <class Answer, class Question>
  Result<Answer> read(Question question) {
    const auto reader = around_.store.reader();
    if (!reader) return fail(reader);
    return std::invoke(question, **reader);
  }

  Surroundings around_;
  core::Time looked_{};
};

}  // namespace ticketd::daemon
