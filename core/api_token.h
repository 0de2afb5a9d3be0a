// What a program shows to the API, as we keep it: never the secret, only its digest.
#pragma once

#include "core/authority.h"
#include "core/types.h"

#include <optional>
#include <string>

namespace ticketd::core {

struct ApiToken {
  std::string name;
  ApiScope scope = ApiScope::read;
  std::string agent;   ///< it acts as this agent and nobody else; empty: as whom it says
  std::string digest;  ///< SHA-256 of the secret, hexadecimal
  Time created_at;
  std::optional<Time> last_used;
};

}  // namespace ticketd::core
