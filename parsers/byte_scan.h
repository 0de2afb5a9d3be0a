// Looking for rare bytes in long texts, sixteen at a time: in the compiler's own vectors, which every
// processor has or imitates.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ticketd::parsers {

using ByteBlock [[gnu::vector_size(16)]] = unsigned char;

inline ByteBlock block_at(const char* bytes) {
  ByteBlock block;
  std::memcpy(&block, bytes, sizeof block);
  return block;
}

/// The top bit of each byte, that of the first byte lowest. In a comparison's result it tells whether the
/// byte fits.
inline std::uint32_t top_bits(ByteBlock block) {
#ifdef __SSE2__
  return static_cast<std::uint32_t>(_mm_movemask_epi8(reinterpret_cast<__m128i>(block)));
#else
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < sizeof block; ++i) bits |= static_cast<std::uint32_t>(block[i] >> 7U) << i;
  return bits;
#endif
}

template <class Number>
std::uint64_t number_at(const char* bytes) {
  Number number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

/// A text shorter than a block, with zeros behind it: put together from words that overlap, since to call
/// memcpy for so few bytes would take longer than to look at them.
inline ByteBlock short_block(std::string_view bytes) {
  const auto size = bytes.size();
  const auto* const first = bytes.data();
  const auto* const end = first + size;
  std::uint64_t low = 0, high = 0;
  if constexpr (std::endian::native != std::endian::little) {
    ByteBlock block{};
    std::memcpy(&block, first, size);
    return block;
  } else if (size >= 8) {
    low = number_at<std::uint64_t>(first);
    high = number_at<std::uint64_t>(end - 8) >> 8U >> 8U * (15 - size);
  } else if (size >= 4) {
    low = number_at<std::uint32_t>(first) | number_at<std::uint32_t>(end - 4) << 8U * (size - 4);
  } else if (size > 0) {
    low = number_at<std::uint8_t>(first) | number_at<std::uint8_t>(first + size / 2) << 8U * (size / 2) |
          number_at<std::uint8_t>(end - 1) << 8U * (size - 1);
  }
  using Halves [[gnu::vector_size(16)]] = std::uint64_t;
  return ByteBlock(Halves{low, high});
}

/// Sixteen bytes from `at` on; zeros stand behind the text.
inline ByteBlock block_within(std::string_view text, std::size_t at) {
  const auto rest = text.substr(std::min(at, text.size()));
  return rest.size() >= sizeof(ByteBlock) ? block_at(rest.data()) : short_block(rest);
}

/// The place of the first byte that is wanted, from `at` on, or the size. `wanted_in` tells of sixteen bytes
/// which ones are, by their top bits.
template <class WantedIn>
std::size_t find_byte(std::string_view bytes, std::size_t at, WantedIn wanted_in) {
  constexpr auto size = sizeof(ByteBlock);
  const auto* const end = bytes.data() + bytes.size();
  for (; at + size <= bytes.size(); at += size)
    if (const auto bits = top_bits(ByteBlock(wanted_in(block_at(bytes.data() + at)))); bits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(bits));
  if (at >= bytes.size()) return bytes.size();
  const auto rest = bytes.size() - at;
  const auto bits = bytes.size() >= size  // then the last block holds the rest behind bytes seen already
                        ? top_bits(ByteBlock(wanted_in(block_at(end - size)))) >> (size - rest)
                        : top_bits(ByteBlock(wanted_in(short_block(bytes.substr(at)))));
  return std::min(at + static_cast<std::size_t>(std::countr_zero(bits)), bytes.size());
}

/// The same where such bytes are so rare that four blocks are worth one look.
template <class WantedIn>
std::size_t find_rare_byte(std::string_view bytes, std::size_t at, WantedIn wanted_in) {
  constexpr auto size = sizeof(ByteBlock);
  for (; at + 4 * size <= bytes.size(); at += 4 * size) {
    const auto* const four = bytes.data() + at;
    const auto any = wanted_in(block_at(four)) | wanted_in(block_at(four + size)) |
                     wanted_in(block_at(four + 2 * size)) | wanted_in(block_at(four + 3 * size));
    if (top_bits(ByteBlock(any)) != 0) break;
  }
  return find_byte(bytes, at, wanted_in);
}

/// How often a byte stands in a text.
inline std::size_t count_byte(std::string_view bytes, char wanted) {
  constexpr auto size = sizeof(ByteBlock);
  std::size_t count = 0, at = 0;
  while (at + size <= bytes.size()) {
    ByteBlock found{};  // a count for each of the sixteen places, none of which may overflow
    for (int blocks = 0; blocks < 255 && at + size <= bytes.size(); ++blocks, at += size)
      found -= ByteBlock(block_at(bytes.data() + at) == static_cast<unsigned char>(wanted));
    for (std::size_t i = 0; i < size; ++i) count += found[i];
  }
  return count + static_cast<std::size_t>(std::count(bytes.begin() + at, bytes.end(), wanted));
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
    for (; at + 4 <= text.size(); at += 4)
      if (holds(text[at]) | holds(text[at + 1]) | holds(text[at + 2]) | holds(text[at + 3])) break;
    while (at < text.size() && !holds(text[at])) ++at;
    return at;
  }
  [[nodiscard]] constexpr bool any_in(std::string_view text) const { return find_in(text) < text.size(); }

 private:
  std::array<bool, 256> holds_{};
};

/// The place of the first byte above 127, or the size.
inline std::size_t find_non_ascii(std::string_view bytes, std::size_t at = 0) {
  return find_rare_byte(bytes, at, [](ByteBlock block) { return block; });
}

/// Those bytes that are neither visible ASCII characters nor blanks.
inline ByteBlock unprintable_in(ByteBlock block) {
  // The difference has its top bit below the blank, the sum from 127 on; both together from 128 on.
  return ByteBlock(block - ' ') | ByteBlock(block + 1);
}

/// Nothing but visible ASCII characters and blanks: the same in every charset of mail, on one line.
inline bool is_printable_ascii(std::string_view bytes) {
  return find_rare_byte(bytes, 0, [](ByteBlock block) { return unprintable_in(block); }) == bytes.size();
}

}  // namespace ticketd::parsers
