// Percent-encoding (RFC 3986 2.1).
#pragma once

#include <string>
#include <string_view>

namespace ticketd::core {

/// Every octet but ASCII letters, digits, `-._~` and those of `also` as %XX.
[[nodiscard]] inline std::string percent_encoded(std::string_view text, std::string_view also = {}) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (plain.find(c) != plain.npos || also.find(c) != also.npos)
      encoded += c;
    else
      encoded += {'%', digits[octet >> 4], digits[octet & 15]};
  }
  return encoded;
}

}  // namespace ticketd::core
