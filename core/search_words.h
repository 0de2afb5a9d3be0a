// The words of a text as full-text search keeps them, and those of a question: the one place that splits
// them, for whatever store. Words of alphabets stand whole. What is written without blanks is kept in
// overlapping pairs, so that 환불 is found in 환불해주세요, and nothing else is. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

/// A piece of a text, folded (core/letter_folding.h).
struct SearchWord {
  std::string_view text;
  std::size_t begin = 0, end = 0;  ///< bytes of the text that it stands for
  bool beside = false;             ///< in the same place as the one before it
};

/// The last letter of a run of pairs is kept in a text, so that it can be looked for alone; a question has it
/// in its last pair.
enum class SplitFor { text, question };

/// Tells the words in order, until one is answered with false.
void split_words(std::string_view utf8, SplitFor what, const std::function<bool(const SearchWord&)>& take);

/// Pieces that must follow each other.
struct WantedWords {
  std::vector<std::string> pieces;  ///< none: there is no letter in it, and it is found nowhere
  bool last_goes_on =
      false;  ///< "refund" finds "refunded", 책 finds 책상; short words and numbers stand alone
};
[[nodiscard]] WantedWords wanted_words(std::string_view utf8);

/// Whether the text has them, for a store without an index.
[[nodiscard]] bool has_words(std::string_view utf8, const WantedWords& wanted);

}  // namespace ticketd::core
