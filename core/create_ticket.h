// A ticket that somebody opens by hand or through the API, for a requester.
#pragma once

#include "core/authority.h"
#include "core/change.h"
#include "core/field.h"
#include "core/house.h"
#include "core/result.h"

#include <array>
#include <string>
#include <string_view>

namespace ticketd::core {

/// Ways that a ticket can have come.
inline constexpr auto channels = std::to_array<std::string_view>(
    {"email", "web", "api", "chat", "phone", "social", "agent", "escalation"});

struct NewTicket {
  Address requester;
  std::string subject, text;
  std::string channel = "agent";  ///< one of `channels`
  std::string mailbox;            ///< empty: the desk's first
  FieldValues fields;             ///< as they were written
};
[[nodiscard]] Result<TicketId> create_ticket(const NewTicket&, const Actor&, Evidence&, const House&,
                                             Changes&);

}  // namespace ticketd::core
