// Numbers as Microsoft's formats store them.
#pragma once

#include <cstddef>
#include <string_view>

namespace ticketd::parsers {

/// The number at `offset`; missing bytes count as zero.
template <class Unsigned>
[[nodiscard]] constexpr Unsigned little_endian(std::string_view bytes, std::size_t offset) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned) && offset + i < bytes.size(); ++i)
    value = static_cast<Unsigned>(
        value | static_cast<Unsigned>(static_cast<Unsigned>(static_cast<unsigned char>(bytes[offset + i]))
                                      << (8 * i)));
  return value;
}

}  // namespace ticketd::parsers
