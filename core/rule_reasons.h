// Why a rule does not apply, for people: what stands where the condition wanted something else.
#pragma once

#include "core/rules.h"

#include <string>
#include <string_view>

namespace ticketd::core {

/// `condition` as desk.toml calls it. The words of a mail are not repeated.
[[nodiscard]] std::string found_instead(std::string_view condition, const Facts&);

}  // namespace ticketd::core
