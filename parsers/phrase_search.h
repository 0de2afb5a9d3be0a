// Looks for all phrases of a table in one pass over a text. One search per phrase would read a mail as often
// as the table is long.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

class PhraseSearch {
 public:
  /// None of the phrases may be empty.
  explicit PhraseSearch(std::vector<std::string> phrases);

  /// Calls `found(phrase, at)` for the places of all phrases from left to right, until it answers true.
  template <class Found>
  bool any_place(std::string_view text, Found found) const {
    for (auto at = next_place(text, 0); at < text.size(); at = next_place(text, at + 1))
      if (any_at(text, at, found)) return true;
    return false;
  }

  /// The next place from `at` on where a phrase may begin, told by its first bytes; the size when there is
  /// none. The last few places are too near to the end for that.
  [[nodiscard]] std::size_t next_place(std::string_view text, std::size_t at) const {
    const auto places = text.size() - std::min(text.size(), longest_key - 1);
    while (at < places && !opens(first_bytes(text.data() + at))) ++at;
    return at;
  }

  /// The same for those that begin at one place.
  template <class Found>
  bool any_at(std::string_view text, std::size_t at, const Found& found) const {
    if (at + key_size_ > text.size()) return false;
    const auto slot = slot_of(text.substr(at));
    for (auto i = starts_[slot]; i < starts_[slot + 1]; ++i)
      if (begins_with(text.substr(at), candidates_[i]) && found(phrases_[candidates_[i].phrase], at))
        return true;
    return false;
  }

  /// False when no phrase begins so. Told from the first bytes of a text (folding.h), so that most texts need
  /// not be folded.
  [[nodiscard]] bool may_begin(std::optional<std::array<char, 4>> start) const {
    return !start || (opens(std::bit_cast<std::uint32_t>(*start)) && any_begins(*start));
  }

  [[nodiscard]] bool any_in(std::string_view text) const {
    return any_place(text, [](const std::string&, std::size_t) { return true; });
  }

  /// The phrase that stands first in the table of those with which the text begins; empty when there is none.
  [[nodiscard]] std::string_view beginning_of(std::string_view text) const;

  /// The phrase that stands first in the table of those that stand in the text; empty when none does.
  [[nodiscard]] std::string_view first_in(std::string_view text) const;

 private:
  static constexpr std::size_t longest_key = 4, slots = 1024;

  /// A phrase beside what tells most texts from it that begin alike.
  struct Candidate {
    std::uint32_t last_bytes = 0;  ///< none of a shorter one
    std::uint16_t size = 0, phrase = 0;
  };

  [[nodiscard]] bool begins_with(std::string_view text, const Candidate& candidate) const {
    const std::size_t size = candidate.size;
    if (text.size() < size) return false;
    if (size >= longest_key && first_bytes(text.data() + size - longest_key) != candidate.last_bytes)
      return false;
    return text.starts_with(phrases_[candidate.phrase]);
  }

  /// Phrases are told apart by their first bytes, as many as the shortest one has.
  [[nodiscard]] std::size_t slot_of(std::string_view text) const {
    std::uint32_t key = 0;
    if (text.size() >= longest_key)
      std::memcpy(&key, text.data(), longest_key);
    else
      std::memcpy(&key, text.data(), text.size());
    return hash_of(key) >> 22U;
  }

  [[nodiscard]] std::uint32_t hash_of(std::uint32_t key) const { return (key & mask_) * 0x9E3779B1U; }

  [[nodiscard]] static std::uint32_t first_bytes(const char* text) {
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, text, longest_key);
    return bytes;
  }
  [[nodiscard]] std::size_t glance_of(std::uint32_t bytes) const { return hash_of(bytes) >> 18U; }
  /// May a phrase begin with these bytes?
  [[nodiscard]] bool opens(std::uint32_t bytes) const {
    const auto glance = glance_of(bytes);
    return (glances_[glance / 64] >> (glance % 64) & 1U) != 0;
  }
  /// Does a phrase begin with them, or with its end among them?
  [[nodiscard]] bool any_begins(std::array<char, 4> bytes) const;

  std::vector<std::string> phrases_;
  std::vector<Candidate> candidates_;              ///< by slot
  std::array<std::uint16_t, slots + 1> starts_{};  ///< where a slot begins among them
  std::size_t key_size_ = longest_key;
  std::uint32_t mask_ = 0;
  std::array<std::uint64_t, 256> glances_{};  ///< a bit for each glance with which a phrase begins
};

[[nodiscard]] PhraseSearch search_for(std::span<const std::string_view> phrases);

}  // namespace ticketd::parsers
