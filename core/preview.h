// What would be done, without doing it: the letter that a text of the desk would make of a ticket. Pure, like
// everything here; the caller throws the changes away.
#pragma once

#include "core/evidence.h"
#include "core/house.h"
#include "core/letter.h"
#include "core/result.h"

#include <string>
#include <string_view>

namespace ticketd::core {

struct PreviewRequest {
  TicketId ticket;
  std::string name;   ///< of a canned answer, or of a kind of letter
  std::string agent;  ///< who would send it, or get it; empty: the assignee
  std::string text;   ///< the agent's own words
};

/// ErrorKind::policy with the reason where no such letter would go; malformed or not_found where something is
/// missing.
[[nodiscard]] Result<Letter> preview(const PreviewRequest&, const Evidence& known, const House&);

}  // namespace ticketd::core
