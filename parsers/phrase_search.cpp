#include "parsers/phrase_search.h"

#include <algorithm>
#include <numeric>

namespace ticketd::parsers {

PhraseSearch::PhraseSearch(std::vector<std::string> phrases) : phrases_(std::move(phrases)) {
  for (const auto& phrase : phrases_) key_size_ = std::min(key_size_, phrase.size());
  std::memset(&mask_, 0xFF, key_size_);

  for (const auto& phrase : phrases_) {
    ++starts_[slot_of(phrase) + 1];
    std::array<char, longest_key> key{};  // its end may be missing: what lies behind the key does not count
    std::copy_n(phrase.data(), key_size_, key.data());
    const auto glance = glance_of(first_bytes(key.data()));
    glances_[glance / 64] |= std::uint64_t{1} << (glance % 64);
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  candidates_.resize(phrases_.size());
  auto next = starts_;
  for (std::size_t i = 0; i < phrases_.size(); ++i) {
    const auto& phrase = phrases_[i];
    auto& candidate = candidates_[next[slot_of(phrase)]++];
    candidate.size = static_cast<std::uint16_t>(phrase.size());
    candidate.phrase = static_cast<std::uint16_t>(i);
    if (phrase.size() >= longest_key)
      candidate.last_bytes = first_bytes(phrase.data() + phrase.size() - longest_key);
  }
}

PhraseSearch search_for(std::span<const std::string_view> phrases) {
  return PhraseSearch({phrases.begin(), phrases.end()});
}

bool PhraseSearch::any_begins(std::array<char, 4> bytes) const {
  const std::string_view written(bytes.data(), bytes.size());
  const auto slot = slot_of(written);
  for (auto i = starts_[slot]; i < starts_[slot + 1]; ++i)
    if (written.starts_with(std::string_view(phrases_[candidates_[i].phrase]).substr(0, longest_key)))
      return true;
  return false;
}

std::string_view PhraseSearch::beginning_of(std::string_view text) const {
  if (text.size() < key_size_) return {};
  const auto slot = slot_of(text);  // phrases with which one text begins share their first bytes
  for (auto i = starts_[slot]; i < starts_[slot + 1]; ++i)
    if (begins_with(text, candidates_[i])) return phrases_[candidates_[i].phrase];
  return {};
}

std::string_view PhraseSearch::first_in(std::string_view text) const {
  const std::string* first = nullptr;
  any_place(text, [&](const std::string& phrase, std::size_t) {
    if (!first || &phrase < first) first = &phrase;
    return first == &phrases_.front();
  });
  return first ? std::string_view(*first) : std::string_view{};
}

}  // namespace ticketd::parsers
