#include "core/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace ticketd::core {

namespace {

constexpr std::size_t longest_word = 64;  // of a longer one the beginning tells enough

/// Levenshtein's distance: insertions, deletions, changes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::span<const std::string_view> words, std::string_view word) {
  word = word.substr(0, longest_word);
  const auto closer = [&](std::string_view a, std::string_view b) {
    return edit_distance(a, word) < edit_distance(b, word);
  };
  const auto best = std::min_element(words.begin(), words.end(), closer);
  return best == words.end() ? std::string_view{} : *best;
}

std::string_view probably_meant(std::span<const std::string_view> words, std::string_view word) {
  const auto best = nearest(words, word);
  const auto differ = edit_distance(best, word.substr(0, longest_word));
  return differ <= std::max<std::size_t>(word.size() / 3, 2) && differ < word.size() ? best
                                                                                     : std::string_view{};
}

std::string_view one_letter_off(std::span<const std::string_view> words, std::string_view word) {
  constexpr std::size_t shortest = 4;  // of a shorter one too many are near
  const auto best = nearest(words, word);
  return word.size() >= shortest && edit_distance(best, word.substr(0, longest_word)) == 1
             ? best
             : std::string_view{};
}

}  // namespace ticketd::core
