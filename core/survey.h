// What a customer thinks of how a ticket was dealt with, as the ticket keeps it.
#pragma once

#include "core/types.h"

#include <optional>
#include <string>

namespace ticketd::core {

inline constexpr int worst_score = 1, best_score = 5;

struct Survey {
  Time asked_at;
  std::string agent;  ///< whose work it is about: the assignee when it was asked
  std::optional<int> score;
  std::string comment;
  std::optional<Time> answered_at;  ///< first
  int changes = 0;                  ///< how often the customer changed the answer
  auto operator<=>(const Survey&) const = default;
};

}  // namespace ticketd::core
