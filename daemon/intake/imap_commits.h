// Mails of one folder on their way into the store: handed in one after the other without waiting, so that a
// whole group shares a commit, and answered in their order. For the mailbox's thread.
#pragma once

#include "core/intake.h"
#include "core/result.h"
#include "daemon/intake/acceptor.h"
#include "daemon/mail_client/wakeup.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>

namespace ticketd::daemon {

class ImapCommits {
 public:
  ImapCommits(const Accept& accept, const Wakeup& stop) : accept_(accept), stop_(stop) {}

  void hand_in(core::IncomingMail mail);
  /// So much is under way that the next mail has to wait for an answer.
  [[nodiscard]] bool full() const;
  [[nodiscard]] bool empty() const { return under_way_.empty(); }
  [[nodiscard]] bool answered() const;  ///< the oldest: next() does not wait

  struct Answer {
    std::uint32_t uid = 0;
    std::size_t size = 0;
    Result<core::Accepted> accepted;
  };
  /// Of the oldest: waits for its commit. An error that is not the mail's own means that nobody knows yet.
  [[nodiscard]] Answer next();

 private:
  struct UnderWay {
    std::uint32_t uid;
    std::size_t size;
    std::future<Result<core::Accepted>> accepted;
  };
  Result<core::Accepted> wait(std::future<Result<core::Accepted>>& accepted);

  const Accept& accept_;
  const Wakeup& stop_;
  std::deque<UnderWay> under_way_;
  std::size_t octets_ = 0;
};

}  // namespace ticketd::daemon
