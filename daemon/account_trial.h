// One login at each mail account, as `ticketctl doctor` asks for it: nothing is fetched, and no mail handed
// in. Blocks; any thread.
#pragma once

#include "core/account_news.h"
#include "core/desk.h"
#include "core/result.h"
#include "daemon/mail_client/wakeup.h"

#include <functional>
#include <string>
#include <vector>

namespace ticketd::daemon {

struct DeliverySettings;
struct ImapSettings;

struct AccountTrial {
  core::AccountState::Kind kind = core::AccountState::Kind::fetched;
  std::string name;    ///< of the mailbox, or of the route
  std::string server;  ///< its URL
  std::string user;    ///< empty: it logs in as nobody
  std::function<Result<>(const Wakeup& stop)> log_in;
};

struct TriedAccount {
  AccountTrial account;
  Result<> outcome;
};

/// With the logins that the fetching itself uses, so that tokens of both are the same.
[[nodiscard]] AccountTrial trial_of(const ImapSettings& settings, const core::ImapAccount& account);
[[nodiscard]] AccountTrial trial_of(std::string route, std::string user, const DeliverySettings& settings);

/// All at once: it takes as long as the slowest, and that has some seconds.
[[nodiscard]] std::vector<TriedAccount> try_accounts(std::vector<AccountTrial> accounts, const Wakeup& stop);

}  // namespace ticketd::daemon
