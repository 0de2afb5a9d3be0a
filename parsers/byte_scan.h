// Looking for rare bytes in long texts, sixteen at a time: in the compiler's own vectors, which every
// processor has or imitates.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ticketd::parsers {

using ByteBlock [[gnu::vector_size(16)]] = unsigned char;

inline ByteBlock block_at(const char* bytes) {
  ByteBlock block;
  std::memcpy(&block, bytes, sizeof block);
  return block;
}

/// The first byte of a comparison's result that holds, or 16.
inline std::size_t first_set(ByteBlock matches) {
  std::array<std::uint64_t, 2> halves;
  std::memcpy(halves.data(), &matches, sizeof halves);
  if constexpr (std::endian::native == std::endian::big)
    halves = {__builtin_bswap64(halves[0]), __builtin_bswap64(halves[1])};
  if ((halves[0] | halves[1]) == 0) return sizeof(ByteBlock);
  const auto low = static_cast<std::size_t>(std::countr_zero(halves[0])) / 8;
  return halves[0] != 0 ? low : 8 + static_cast<std::size_t>(std::countr_zero(halves[1])) / 8;
}

/// The place of the first byte that is wanted, from `at` on, or the size. `in_block` tells of sixteen bytes
/// which ones are wanted, `is_wanted` of one.
template <class InBlock, class IsWanted>
std::size_t find_byte(std::string_view bytes, std::size_t at, InBlock in_block, IsWanted is_wanted) {
  for (; at + sizeof(ByteBlock) <= bytes.size(); at += sizeof(ByteBlock))
    if (const auto found = first_set(ByteBlock(in_block(block_at(bytes.data() + at))));
        found < sizeof(ByteBlock))
      return at + found;
  while (at < bytes.size() && !is_wanted(bytes[at])) ++at;
  return at;
}

/// The same where such bytes are so rare that four blocks are worth one look.
template <class InBlock, class IsWanted>
std::size_t find_rare_byte(std::string_view bytes, std::size_t at, InBlock in_block, IsWanted is_wanted) {
  constexpr auto size = sizeof(ByteBlock);
  for (; at + 4 * size <= bytes.size(); at += 4 * size) {
    const auto* const four = bytes.data() + at;
    const auto any = in_block(block_at(four)) | in_block(block_at(four + size)) |
                     in_block(block_at(four + 2 * size)) | in_block(block_at(four + 3 * size));
    if (first_set(ByteBlock(any)) < size) break;
  }
  return find_byte(bytes, at, in_block, is_wanted);
}

/// Bytes that are looked for where one of them is never far.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view bytes) {
    for (const char c : bytes) holds_[static_cast<unsigned char>(c)] = true;
  }
  [[nodiscard]] constexpr bool holds(char c) const { return holds_[static_cast<unsigned char>(c)]; }
  /// The place of the first of them from `at` on, or the size.
  [[nodiscard]] constexpr std::size_t find_in(std::string_view text, std::size_t at = 0) const {
    while (at < text.size() && !holds(text[at])) ++at;
    return at;
  }
  [[nodiscard]] constexpr bool any_in(std::string_view text) const { return find_in(text) < text.size(); }

 private:
  std::array<bool, 256> holds_{};
};

/// The place of the first byte above 127, or the size.
inline std::size_t find_non_ascii(std::string_view bytes, std::size_t at = 0) {
  return find_rare_byte(
      bytes, at, [](ByteBlock block) { return block > 0x7f; }, [](char c) { return (c & 0x80) != 0; });
}

/// Nothing but visible ASCII characters and blanks: the same in every charset of mail, on one line.
inline bool is_printable_ascii(std::string_view bytes) {
  return find_rare_byte(
             bytes, 0, [](ByteBlock block) { return (block < 0x20) | (block > 0x7e); },
             [](char c) { return c < ' ' || c > '~'; }) == bytes.size();
}

}  // namespace ticketd::parsers
