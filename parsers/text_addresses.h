// Mail addresses that stand in running text, as bounce notices write them. Header fields have
// parsers/address.h.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

struct TextAddress {
  std::string_view address;  ///< local@domain, without brackets and quotes
  std::size_t begin = 0;     ///< where it stands in the text, its bracket or quote included
  std::size_t end = 0;
};

/// All addresses of a line, from left to right. Linear; domains need a dot.
[[nodiscard]] std::vector<TextAddress> addresses_in(std::string_view line);

}  // namespace ticketd::parsers
