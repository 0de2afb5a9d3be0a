#include "parsers/base64_blocks.h"

#ifdef __x86_64__

#include <immintrin.h>

namespace ticketd::parsers {
namespace {

[[gnu::target("avx2")]] __m256i in_both_lanes(__m128i lane) { return _mm256_broadcastsi128_si256(lane); }

/// By nibbles, after W. Muła and D. Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions":
/// a character is in the alphabet when the classes of its two nibbles share no bit, and its upper nibble
/// tells what to add to it. '/' has the upper nibble of '+', so it is told apart.
[[gnu::target("avx2")]] void decode_with_avx2(const std::uint8_t*& in, const std::uint8_t* end, char*& out) {
  const auto low_classes = in_both_lanes(_mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                                                       0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A));
  const auto high_classes = in_both_lanes(_mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10,
                                                        0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10));
  const auto to_add = in_both_lanes(_mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0));
  const auto big_endian =
      in_both_lanes(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
  const auto lanes_together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
  const auto slash = _mm256_set1_epi8('/');
  const auto nibble = _mm256_set1_epi8(0x0f);
  for (; end - in >= 32; in += 32, out += 24) {
    const auto text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in));
    const auto high = _mm256_and_si256(_mm256_srli_epi32(text, 4), nibble);
    const auto low = _mm256_and_si256(text, nibble);
    const auto outside =
        _mm256_and_si256(_mm256_shuffle_epi8(low_classes, low), _mm256_shuffle_epi8(high_classes, high));
    if (!_mm256_testz_si256(outside, outside)) return;
    const auto row = _mm256_add_epi8(_mm256_cmpeq_epi8(text, slash), high);
    const auto sextets = _mm256_add_epi8(text, _mm256_shuffle_epi8(to_add, row));
    const auto pairs = _mm256_maddubs_epi16(sextets, _mm256_set1_epi32(0x01400140));
    const auto groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    const auto bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, big_endian), lanes_together);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);
  }
}

}  // namespace

void decode_base64_blocks(const std::uint8_t*& in, const std::uint8_t* end, char*& out) {
  static const bool can = __builtin_cpu_supports("avx2") != 0;
  if (can) decode_with_avx2(in, end, out);
}

}  // namespace ticketd::parsers

#else

namespace ticketd::parsers {

void decode_base64_blocks(const std::uint8_t*&, const std::uint8_t*, char*&) {}

}  // namespace ticketd::parsers

#endif
