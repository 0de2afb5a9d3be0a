#include "parsers/byte_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace ticketd::parsers {
namespace {

/// Calls `check` with texts of many lengths that hold `odd` once at every place, or nowhere (npos).
template <class Check>
void with_each_place(char odd, Check check) {
  for (const std::size_t length : {0, 1, 15, 16, 17, 63, 64, 65, 130}) {
    const std::string plain(length, 'x');
    check(plain, std::string::npos);
    for (std::size_t at = 0; at < length; ++at) {
      auto text = plain;
      text[at] = odd;
      check(text, at);
    }
  }
}

TEST(ByteScan, FindsTheFirstByteAboveAsciiWhereverItStands) {
  with_each_place('\x80', [](const std::string& text, std::size_t at) {
    EXPECT_EQ(find_non_ascii(text), std::min(at, text.size()));
  });
}

TEST(ByteScan, PrintableAsciiHasNeitherControlsNorHighBytes) {
  for (int value = 0; value < 256; ++value) {
    const bool printable = value >= ' ' && value <= '~';
    with_each_place(static_cast<char>(value), [&](const std::string& text, std::size_t at) {
      EXPECT_EQ(is_printable_ascii(text), printable || at == std::string::npos) << value << " at " << at;
    });
  }
}

TEST(ByteScan, CountsAByteBeyondWhatOneCounterHolds) {
  with_each_place('\n', [](const std::string& text, std::size_t at) {
    EXPECT_EQ(count_byte(text, '\n'), at == std::string::npos ? 0U : 1U);
  });
  for (const std::size_t length : {255, 4079, 4080, 4081, 10'000})
    EXPECT_EQ(count_byte(std::string(length, '\n'), '\n'), length);
}

TEST(ByteScan, ASetFindsEachOfItsBytesAndNoOther) {
  constexpr ByteSet set("<&\xff");
  for (int value = 0; value < 256; ++value) {
    const auto c = static_cast<char>(value);
    EXPECT_EQ(set.holds(c), c == '<' || c == '&' || c == '\xff');
    EXPECT_EQ(set.find_in(std::string("xyz") + c, 1), set.holds(c) ? 3U : 4U);
  }
}

TEST(ByteScan, ASetFindsItsFirstByteWhereverItStands) {
  constexpr ByteSet set("<&");
  for (std::size_t size = 0; size < 20; ++size)
    for (std::size_t first = 0; first <= size; ++first)
      for (std::size_t from = 0; from <= first; ++from) {
        auto text = std::string(size, 'x');
        for (auto at = first; at < size; at += 2) text[at] = '&';
        ASSERT_EQ(set.find_in(text, from), first) << size << " from " << from;
      }
}

}  // namespace
}  // namespace ticketd::parsers
