// Accepted mails in memory: what becomes of them.
#pragma once

#include "store/memory/contents.h"

namespace ticketd::store::memory {

Result<> settle(Contents& contents, const core::change::Settle& settled);
Result<> know_seals(Contents& contents, const core::change::KnowSeals& known);
Result<> quarantine(Contents& contents, const core::change::Quarantine& held_back);
Result<> release(Contents& contents, const core::change::ReleaseQuarantined& released);
Result<> drop(Contents& contents, const core::change::DropQuarantined& dropped);

/// The row stays: its trace says what became of the mail.
void empty_bytes(StoredMail& mail);

}  // namespace ticketd::store::memory
