// Refresh tokens that providers gave us, in the store: the next start needs them.
#pragma once

#include "daemon/mail_client/oauth2_tokens.h"
#include "store/writer.h"

namespace ticketd::daemon {

/// Borrows both. Its functions block for the store; not for the network thread.
[[nodiscard]] TokenVault token_vault(store::Store& store, store::Writer& writer);

}  // namespace ticketd::daemon
