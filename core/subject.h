// What a subject may be that a person or a program gives.
#pragma once

#include "core/result.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace ticketd::core {

/// It stands in one line of a header, of a list and of a log; ErrorKind::malformed where it cannot.
[[nodiscard]] inline Result<> check_subject(std::string_view text) {
  constexpr std::size_t longest = 998;  // a line of RFC 5322
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  if (text.size() <= longest && std::none_of(text.begin(), text.end(), is_control)) return {};
  return fail(ErrorKind::malformed, "a subject is one line of at most " + std::to_string(longest) + " bytes");
}

}  // namespace ticketd::core
