// Whose mail it is, for finding the same bytes a second time: a client that lost our 250 hands them in again
// (RFC 1047).
#pragma once

#include "core/intake.h"

#include <string>

namespace ticketd::store {

/// The mailbox it was fetched from or handed to, else the set of its recipients in lower case.
[[nodiscard]] std::string destination_of(const core::IncomingMail& mail);

/// From when on the same bytes are the same mail. What IMAP shows under a new UID is the mail it showed
/// before, however old.
[[nodiscard]] core::Time duplicates_after(const core::IncomingMail& mail);

}  // namespace ticketd::store
