// The way of a mail, from the door to the ticket (ARCHITECTURE 1). Everything before is intake,
// everything behind it is the outbox.
#pragma once

#include "core/receive.h"
#include "daemon/inflight.h"
#include "daemon/intake/acceptor.h"
#include "daemon/processing.h"
#include "daemon/surroundings.h"

#include <functional>
#include <mutex>

namespace ticketd::daemon {

class Pipeline {
 public:
  /// While `disk_is_low` nothing more is accepted.
  Pipeline(Surroundings around, InFlight& in_flight, std::function<bool()> disk_is_low);

  /// Where accepted mails go on; set once, before anything is accepted.
  void hand_on_to(Processing& processing) { processing_ = &processing; }

  /// Commits the mail, then answers, then has it processed. Any thread.
  void accept(core::IncomingMail mail, AcceptDone done);

  /// The same for a thread that may wait for the disk: the bytes of a large mail go ahead of it, so that the
  /// writer's thread does not have to write them.
  void accept_waiting_for_disk(core::IncomingMail mail, AcceptDone done);

  /// Parses on this thread, decides and commits on the writer's, then calls `done`: a failure means "try
  /// again later".
  void process(store::WaitingMail mail, ProcessDone done);

  /// The last resort: the mail goes to the quarantine unread, with the reason.
  void quarantine(const store::WaitingMail& mail, const std::string& reason, ProcessDone done);

 private:
  struct Job;
  [[nodiscard]] Result<> check_disk() const;
  void read(store::WaitingMail mail, ProcessDone done);
  Result<> fetch_bytes(store::WaitingMail& mail);

  Surroundings around_;
  InFlight& in_flight_;
  std::function<bool()> disk_is_low_;
  Processing* processing_ = nullptr;
  std::mutex one_suspect_;
};

}  // namespace ticketd::daemon
