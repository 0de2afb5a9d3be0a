// Tells the operator by mail when a mail account stops, by a way that still works, and when it works again.
// What was told stands in the store, so that a restart does not tell it once more.
#pragma once

#include "core/account_news.h"
#include "daemon/current.h"
#include "store/writer.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

class AccountWatch {
 public:
  struct Surroundings {
    store::Store& store;
    store::Writer& writer;
    const Current& current;
    const Clock& clock;
    std::function<std::vector<core::AccountState>()> accounts;
    std::function<bool(std::string_view sender)> can_send;  ///< as far as is known
    std::function<void()> letters_queued;
  };
  explicit AccountWatch(Surroundings surroundings) : around_(std::move(surroundings)) {}

  /// Tells what is news now; often asked. Blocks: on a worker thread, one at a time.
  Result<> look();

 private:
  Result<core::AccountTold> told(const std::string& account);
  Result<> tell(const std::string& name, const core::AccountState& account, core::AccountNews news,
                const core::House& house);
  [[nodiscard]] const core::Mailbox& speaker(const core::Desk& desk) const;

  Surroundings around_;
  std::map<std::string, core::AccountTold> told_;  ///< as the store has it
};

}  // namespace ticketd::daemon
