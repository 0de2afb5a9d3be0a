#include "core/outlook_thread.h"

#include "core/base64.h"

#include <chrono>
#include <cstdint>

namespace ticketd::core {

namespace {

constexpr std::size_t header_length = 22, block_length = 5, most_blocks = 100;

/// Tenths of microseconds since 1601.
std::uint64_t file_time(Time when) {
  constexpr std::uint64_t from_1601_to_1970 = 11'644'473'600'000;  // milliseconds
  return (static_cast<std::uint64_t>(when.time_since_epoch().count()) + from_1601_to_1970) * 10'000;
}

/// When the conversation began: the upper 48 bits of a file time stand at the front of the index.
std::uint64_t begin_of(std::string_view index) {
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < 6; ++i) time = time << 8 | static_cast<unsigned char>(index[i]);
  return time << 16;
}

/// One bit tells the unit, 31 bits count it; the last octet is random in other programs, and ours are the
/// same at every try.
std::string block(std::uint64_t elapsed) {
  const bool long_ago = elapsed >> 49 != 0;
  const auto counted = static_cast<std::uint32_t>(long_ago ? elapsed >> 23 : elapsed >> 18) & 0x7fffffff;
  const auto word = counted | (long_ago ? 0x80000000U : 0U);
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(word >> shift & 0xff);
  return bytes + '\0';
}

}  // namespace

std::string child_index(std::string_view parent, Time now) {
  const auto index = from_base64(parent);
  if (!index || index->size() < header_length || (index->size() - header_length) % block_length != 0 ||
      index->size() >= header_length + most_blocks * block_length)
    return {};
  const auto begun = begin_of(*index), written = file_time(now);
  return base64(*index + block(written > begun ? written - begun : 0));
}

}  // namespace ticketd::core
