// The door that every intake (SMTP, LMTP, IMAP, pipe) hands its mails to.
#pragma once

#include <functional>

#include "core/intake.h"
#include "core/result.h"

namespace ticketd::daemon {

/// Called once, on any thread, after COMMIT returned (or with the reason why nothing was stored).
using AcceptDone = std::function<void(Result<core::Accepted>)>;

/// Stores the mail durably and only then calls `done`. Returns at once; never throws. A full queue answers
/// ErrorKind::overloaded through `done`.
using Accept = std::function<void(core::IncomingMail, AcceptDone done)>;

}  // namespace ticketd::daemon
