// Writes down what became of one mail of ours, with the letters and the history that follow from it.
#pragma once

#include "core/delivery.h"
#include "core/house.h"
#include "store/store.h"

namespace ticketd::daemon {

/// Inside the write transaction, whose errors it returns. An outcome without news reads nothing.
[[nodiscard]] Result<> settle_delivery(store::Txn&, const core::OutboxItem&, const core::DeliveryOutcome&,
                                       const core::House&);

}  // namespace ticketd::daemon
