// Words with what each means, for texts of which nearly every word is asked for and hardly any is in the
// table.
#pragma once

#include <bitset>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace ticketd::parsers {

template <class Value>
class WordTable {
 public:
  /// The value of a word; a new one has `Value{}`.
  Value& operator[](std::string word) {
    seen_.set(glance(word));
    return values_[std::move(word)];
  }
  /// Keeps what the word means already.
  void try_add(std::string word, Value value) {
    seen_.set(glance(word));
    values_.try_emplace(std::move(word), std::move(value));
  }
  /// Null when the word is not in the table.
  [[nodiscard]] const Value* find(std::string_view word) const {
    if (!seen_.test(glance(word))) return nullptr;
    const auto found = values_.find(word);
    return found == values_.end() ? nullptr : &found->second;
  }
  /// False when the lower-case form of these ASCII letters is not in the table.
  [[nodiscard]] bool may_hold_lower(std::string_view ascii) const {
    return seen_.test(
        glance(ascii, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }));
  }
  [[nodiscard]] auto begin() const { return values_.begin(); }
  [[nodiscard]] auto end() const { return values_.end(); }

 private:
  static constexpr std::size_t glances = 16384;

  /// Length, first, middle and last byte in one number: most other words are told apart by it.
  template <class Form = std::identity>
  static std::size_t glance(std::string_view word, Form form = {}) {
    if (word.empty()) return 0;
    const auto byte = [&](std::size_t at) {
      return static_cast<std::size_t>(static_cast<unsigned char>(form(word[at])));
    };
    return (word.size() * 7 + byte(0) * 31 + byte(word.size() / 2) * 269 + byte(word.size() - 1) * 1031) %
           glances;
  }

  struct Hash {
    using is_transparent = void;  // looks a view up without a copy of it
    std::size_t operator()(std::string_view word) const { return glance(word); }
  };
  std::unordered_map<std::string, Value, Hash, std::equal_to<>> values_;
  std::bitset<glances> seen_;
};

}  // namespace ticketd::parsers
