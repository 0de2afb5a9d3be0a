// From a row of the outbox to the bytes that leave.
#pragma once

#include "core/letter.h"
#include "daemon/current.h"
#include "daemon/outbox/mail_sender.h"
#include "store/store.h"

namespace ticketd::daemon {

/// `not_found`, `corrupt_store`: something that the letter carries is no longer there, and only a person knows whether it
/// may go without. Other errors are as from a next hop.
[[nodiscard]] Result<OutgoingMail> prepare(const core::OutboxItem& item, store::Store& store,
                                           const Standing& standing);

}  // namespace ticketd::daemon
