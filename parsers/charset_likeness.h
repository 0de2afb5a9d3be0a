// How much a text looks like language when it is read in one charset or another: for texts too short for
// statistics, such as a subject of two syllables.
#pragma once

#include <string_view>

namespace ticketd::parsers {

struct Likeness {
  std::string_view converter;  ///< "" when no reading looks like language
  bool east_asian = false;
  double score = 0;  ///< per byte above 127; well above 1 is convincing
};

/// The reading of `bytes` (their first few hundred) that looks most like language.
[[nodiscard]] Likeness most_likely_reading(std::string_view bytes);

/// The Korean of DOS, whose bytes make some sense in every other East Asian charset, too.
[[nodiscard]] bool looks_like_johab(std::string_view bytes);

/// Whether every third of its Chinese characters is a frequent one. Of UTF-8.
[[nodiscard]] bool looks_chinese(std::string_view utf8);

}  // namespace ticketd::parsers
