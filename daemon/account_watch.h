// Tells the operator by mail when a mail account stops, by a way that still works, and when it works again.
// What was told stands in the store, so that a restart does not tell it once more.
#pragma once

#include "core/account_news.h"
#include "daemon/surroundings.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

class AccountWatch {
 public:
  using Accounts = std::function<std::vector<core::AccountState>()>;
  using CanSend = std::function<bool(std::string_view sender)>;  ///< as far as is known
  AccountWatch(Surroundings around, Accounts accounts, CanSend can_send)
      : around_(std::move(around)), accounts_(std::move(accounts)), can_send_(std::move(can_send)) {}

  /// Tells what is news now; often asked. Blocks: on a worker thread, one at a time.
  Result<> look();

 private:
  Result<core::AccountTold> told(const std::string& account);
  Result<> tell(const std::string& name, const core::AccountState& account, core::AccountNews news,
                const core::House& house);
  [[nodiscard]] const core::Mailbox& speaker(const core::Desk& desk) const;

  Surroundings around_;
  Accounts accounts_;
  CanSend can_send_;
  std::map<std::string, core::AccountTold> told_;  ///< as the store has it
};

}  // namespace ticketd::daemon
