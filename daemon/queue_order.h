// What an operator has done to mails of ours that wait or failed: decided in core, in one transaction with
// what follows from it.
#pragma once

#include "core/house.h"
#include "core/queue_action.h"
#include "store/store.h"

#include <vector>

namespace ticketd::daemon {

struct QueueOrder {
  core::QueueAction action{};
  std::vector<core::OutboxId> ids;
  bool all = false;  ///< of `ids`, those that it is possible for; else all or none
};

/// To how many it was done. Runs inside the write transaction, so that a mail that goes out meanwhile is not
/// sent again.
[[nodiscard]] Result<std::size_t> carry_out(store::Txn&, const QueueOrder&, const core::House&);

/// There is none.
[[nodiscard]] tl::unexpected<core::Error> not_in_queue(core::OutboxId);

}  // namespace ticketd::daemon
