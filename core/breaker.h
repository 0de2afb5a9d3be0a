// Whether another automatic mail may go out now (promise 7). Whoever writes one asks.
#pragma once

#include "core/evidence.h"
#include "core/settings.h"

#include <string>

namespace ticketd::core {

/// What a breaker looks at.
enum class Breaker : std::uint8_t { address, all_and_address };

/// Why none may go to that address; empty: it may.
[[nodiscard]] std::string open_breaker(const AutomaticMail& sent, const AutomaticLimits& limits,
                                       const std::string& address, Breaker which = Breaker::all_and_address);

}  // namespace ticketd::core
