// All the support mailboxes that are fetched by IMAP: one thread each.
#pragma once

#include "daemon/account_trial.h"
#include "daemon/current.h"
#include "daemon/http/services.h"
#include "daemon/intake/imap_mailbox.h"
#include "daemon/token_vault.h"
#include "store/writer.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ticketd::daemon {

class ImapFleet {
 public:
  ImapFleet(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
            Accept accept, std::function<std::size_t()> max_message_size)
      : store_(store),
        writer_(writer),
        current_(current),
        clock_(clock),
        accept_(std::move(accept)),
        max_size_(std::move(max_message_size)) {}
  ~ImapFleet() { stop(); }

  /// Fetches what the desk names, as it names it. A mailbox whose account is the same goes on undisturbed:
  /// its connection, its pause after a trouble, its count of refused logins. Blocks while others end.
  void follow_the_desk();
  /// For good: what comes late does nothing.
  void stop();
  /// Fetches one mailbox, or all, now; what was `skipped` before, too, where that is asked for. How many
  /// were new.
  void poll(const std::string& mailbox, bool skipped, Done<std::size_t> done);
  [[nodiscard]] std::vector<MailboxState> states();
  [[nodiscard]] std::vector<core::AccountState> accounts();
  [[nodiscard]] std::vector<AccountTrial> trials();

 private:
  /// What a mailbox is fetched by: the same means that nothing has to change.
  struct Account {
    std::string mailbox;
    core::ImapAccount account;
    std::string our_name;
    std::size_t max_size;
    bool operator==(const Account&) const = default;
  };
  struct Fetched {
    Account by;
    std::unique_ptr<ImapMailbox> mailbox;
    bool started = false;
  };
  using Mailboxes = std::vector<Fetched>;

  [[nodiscard]] std::vector<Account> wanted() const;
  Mailboxes replace(const std::vector<Account>& wanted);
  std::unique_ptr<ImapMailbox> open(const Account& by);
  static void end(Mailboxes mailboxes);
  ImapLedger ledger_of(const std::string& mailbox);
  Result<ImapKnown> known(const std::string& mailbox, const std::string& folder);

  store::Store& store_;
  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
  const Accept accept_;
  const std::function<std::size_t()> max_size_;
  std::mutex turn_;  ///< of whoever begins and ends mailboxes, and waits for them; before mutex_
  std::mutex mutex_;
  Mailboxes mailboxes_;  ///< guarded by mutex_, as the next
  bool stopped_ = false;
};

}  // namespace ticketd::daemon
