// Looks for many words in one text: what rules do with every mail. Built once for the text, so that a word
// that is not there costs next to nothing.
#pragma once

#include <bitset>
#include <string>
#include <string_view>

namespace ticketd::core {

/// In lower case: Latin, Greek and Cyrillic letters; other scripts have no case. UTF-8 in, UTF-8 out.
[[nodiscard]] std::string lower_case(std::string_view utf8);

class WordSearch {
 public:
  explicit WordSearch(std::string_view utf8);

  /// `word` in lower case. A word of letters that have case stands alone ("refund" is not in "refundable");
  /// of other scripts it may carry endings (환불 is in 환불해 주세요).
  [[nodiscard]] bool has_word(std::string_view word) const;
  /// `text` in lower case, anywhere.
  [[nodiscard]] bool contains(std::string_view text) const;

 private:
  [[nodiscard]] bool may_contain(std::string_view text) const;

  std::string lower_;
  std::bitset<65536> pairs_;  ///< every pair of bytes that follow each other
};

}  // namespace ticketd::core
