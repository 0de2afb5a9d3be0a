// All the support mailboxes that are fetched by IMAP: one thread each.
#pragma once

#include "daemon/account_trial.h"
#include "daemon/current.h"
#include "daemon/http/services.h"
#include "daemon/intake/imap_mailbox.h"
#include "daemon/token_vault.h"
#include "store/writer.h"

#include <memory>
#include <mutex>
#include <vector>

namespace ticketd::daemon {

class ImapFleet {
 public:
  ImapFleet(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
            Accept accept, std::size_t max_message_size)
      : store_(store),
        writer_(writer),
        current_(current),
        clock_(clock),
        accept_(std::move(accept)),
        max_size_(max_message_size) {}
  ~ImapFleet() { stop(); }

  /// Begins to fetch what the desk names; ends those that it no longer names. Blocks while old ones end.
  void restart();
  /// For good: a restart that comes late does nothing.
  void stop();
  /// Fetches one mailbox, or all, now; what was `skipped` before, too, where that is asked for. How many
  /// were new.
  void poll(const std::string& mailbox, bool skipped, Done<std::size_t> done);
  [[nodiscard]] std::vector<MailboxState> states();
  [[nodiscard]] std::vector<core::AccountState> accounts();
  [[nodiscard]] std::vector<AccountTrial> trials();

 private:
  ImapLedger ledger_of(const std::string& mailbox);
  Result<ImapKnown> known(const std::string& mailbox, const std::string& folder);

  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  const Accept accept_;
  const std::size_t max_size_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ImapMailbox>> mailboxes_;  ///< guarded by mutex_, as the next
  bool stopped_ = false;
};

}  // namespace ticketd::daemon
