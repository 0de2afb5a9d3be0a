// What managers are told by mail about mails that wait for a person: one letter to each, in the manager's
// language. Pure.
#pragma once

#include "core/change.h"
#include "core/house.h"

#include <string>
#include <vector>

namespace ticketd::core {

/// A mail in the quarantine, or a ticket in the spam box.
struct HeldBack {
  std::int64_t number{};
  Time since;
  std::string from, subject, reason;
};

struct HeldBackMails {
  std::vector<HeldBack> quarantined, spam;  ///< all that there are
  Time told;                                ///< those that came before were told of
};

/// One letter for every manager and admin with a mail address; none when nothing is new.
[[nodiscard]] Changes digest_letters(const HeldBackMails&, const House&, FreshIds&);

}  // namespace ticketd::core
