// Mail accounts that ticketd logs in to, and what the operator is told of them by mail: once that one does
// not work, and once that it works again. Pure.
#pragma once

#include "core/change.h"
#include "core/evidence.h"
#include "core/house_letter.h"

#include <optional>
#include <string>

namespace ticketd::core {

struct AccountTrouble {
  Time since;
  std::string problem;
  bool needs_person = false;  ///< it will not end by itself: a refused login, a certificate, an [ALERT]
  bool given_up = false;      ///< nothing is tried any more before a person asks for it
};

struct AccountState {
  enum class Kind : std::uint8_t { fetched, outgoing };
  Kind kind = Kind::fetched;
  std::string name;                       ///< of the mailbox, or of the route
  bool worked = false;                    ///< since this process began
  std::optional<AccountTrouble> trouble;  ///< that it has now
};

/// The last letter about its stopping.
struct AccountTold {
  bool stopped = false;  ///< and none since that it works
  Time at;
};

enum class AccountNews : std::uint8_t { none, stopped, works };

/// Trouble that a person must end is news at once, other trouble after an hour. Between two stops that are
/// told of lies an hour, too, so that an account that comes and goes does not fill a mailbox.
[[nodiscard]] AccountNews account_news(const AccountState&, const AccountTold&, Time now);

/// `news` is not none.
[[nodiscard]] OutboxItem account_letter(const AccountState&, AccountNews news, const Mailbox& from,
                                        const HouseReader& to, const House&, OutboxId);

}  // namespace ticketd::core
