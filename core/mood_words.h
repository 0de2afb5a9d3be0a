// What thanks, takes thanks back, complains and asks, per language: words as data, judged by
// mood.cpp.
#pragma once

#include <span>
#include <string_view>

namespace ticketd::core {

/// Lower case. A word that begins with an ASCII letter must stand alone; others may stand inside a word, as
/// endings follow them in Korean and nothing separates them in Japanese and Chinese.
struct MoodWords {
  std::string_view language;
  std::span<const std::string_view> thanks;
  std::span<const std::string_view> vetoes;  ///< in doubt a person looks: these take thanks back
  std::span<const std::string_view> complaints;
  std::span<const std::string_view> claims;       ///< that complain, unless they only ask
  std::span<const std::string_view> contentment;  ///< with which a complaining word complains of nothing
  std::span<const std::string_view> questions;    ///< that ask without a question mark
};

/// Every language: a mail may mix them, and its language is only a guess.
[[nodiscard]] std::span<const MoodWords> mood_words();

}  // namespace ticketd::core
