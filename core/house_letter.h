// Letters to those who run the house, about no ticket: who reads them, and what all of them have. Pure.
#pragma once

#include "core/house.h"
#include "core/letter.h"

#include <string>
#include <vector>

namespace ticketd::core {

struct HouseReader {
  Address address;
  std::string language;
};

/// Managers and admins of the desk.
[[nodiscard]] std::vector<HouseReader> managers(const House&);

/// Who looks after this machine: `[server] operator`, else the managers.
[[nodiscard]] std::vector<HouseReader> operators(const House&);

/// To be sent now; subject and variables are still to be filled in.
[[nodiscard]] OutboxItem house_letter(LetterKind, const Mailbox& from, const HouseReader& to, const House&,
                                      OutboxId);

/// One line of what somebody outside said: cut short, and without line ends.
[[nodiscard]] std::string short_line(std::string_view text, std::size_t length);

}  // namespace ticketd::core
