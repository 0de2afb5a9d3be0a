// Percent-encoding (RFC 3986 2.1).
#pragma once

#include <optional>
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

/// -1: it is none.
[[nodiscard]] constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The octet that two hexadecimal digits in front of a text stand for; nothing where it begins otherwise.
[[nodiscard]] constexpr std::optional<char> hex_octet(std::string_view text) {
  const int high = text.size() < 2 ? -1 : hex_digit(text[0]);
  const int low = high < 0 ? -1 : hex_digit(text[1]);
  if (low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

/// A percent sign that two digits do not follow is one of the text.
[[nodiscard]] inline std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == '%' ? hex_octet(text.substr(i + 1)) : std::nullopt;
    decoded += octet.value_or(text[i]);
    if (octet) i += 2;
  }
  return decoded;
}

}  // namespace ticketd::core
