// What somebody who mistyped a word may have meant.
#pragma once

#include <span>
#include <string_view>

namespace ticketd::core {

/// The word with the fewest letters to change, add or leave out; nothing where there are no words.
[[nodiscard]] std::string_view nearest(std::span<const std::string_view> words, std::string_view word);

/// The same, where so few letters differ that it was probably meant; else nothing.
[[nodiscard]] std::string_view probably_meant(std::span<const std::string_view> words, std::string_view word);

/// The same, where a single letter differs of a word that has some.
[[nodiscard]] std::string_view one_letter_off(std::span<const std::string_view> words, std::string_view word);

}  // namespace ticketd::core
