#include "parsers/transfer_encoding.h"

#include "parsers/clean_text.h"

#include <gtest/gtest.h>

namespace ticketd::parsers {
namespace {

std::string bytes_of(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i * 37 + i / 7);
  return bytes;
}

std::string encoded(const std::string& bytes, std::size_t line) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k > bytes.size() ? '=' : alphabet[group >> (18 - 6 * k) & 63U];
    if (text.size() % (line + 2) == line) text += "\r\n";
  }
  return text;
}

TEST(Base64, ReadsEveryLengthAndWidthOfLine) {
  for (std::size_t count = 0; count < 300; ++count) {
    const auto bytes = bytes_of(count);
    for (const std::size_t line : {4, 60, 64, 76, 10'000})
      EXPECT_EQ(decode_base64(encoded(bytes, line)), bytes);
  }
}

TEST(Base64, LinesOfAnyLengthMayBeLongerThanWhatIsGathered) {
  const auto bytes = bytes_of(20'000);
  for (const std::size_t line : {76, 4092, 4096, 4100, 12'000, 100'000})
    EXPECT_EQ(decode_base64(encoded(bytes, line)), bytes) << line;
}

TEST(Base64, ALineWithoutAnEndIsSearchedForItOnce) {
  const std::string endless(std::size_t{48} << 20U, 'A');  // searched again and again it would take minutes
  EXPECT_EQ(decode_base64(endless).size(), endless.size() / 4 * 3);
}

TEST(Base64, WhatIsNotInTheAlphabetIsSkippedWhereverItStands) {
  const auto bytes = bytes_of(96);
  const auto text = encoded(bytes, 10'000);
  for (int value = 0; value < 256; ++value) {
    const auto c = static_cast<char>(value);
    if (c == '=' || text.find(c) != std::string::npos || std::isalnum(value) != 0 || c == '+' || c == '/')
      continue;
    for (std::size_t at = 0; at <= 66; ++at) {
      auto spoilt = text;
      spoilt.insert(at, 1, c);
      ASSERT_EQ(decode_base64(spoilt), bytes) << "byte " << value << " at " << at;
    }
  }
}

TEST(CleanText, LosesControlsWhereverTheyStand) {
  const std::string text = "Lines of\tletters, 한글 and\nends\n of lines, long enough";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    for (const char c : {'\0', '\x01', '\x1f', '\x7f', '\b'}) {
      auto spoilt = text;
      spoilt.insert(at, 1, c);
      ASSERT_EQ(clean_text(spoilt), text) << at;
    }
  }
  EXPECT_EQ(clean_text("a\r\nb\rc\r\r\nd\r"), "a\nb\nc\n\nd\n");
}

TEST(QuotedPrintable, EscapesLineEndsAndBlanksMeanTheSameWhereverTheyStand) {
  struct Case {
    std::string written, meant;
  };
  for (const auto& [written, meant] : {Case{"=41", "A"},
                                       {"=e9=4A", "\xE9J"},
                                       {"=20\nb", " \nb"},
                                       {" \t\r\nb", "\r\nb"},
                                       {"= \t\r\nb", "b"},
                                       {"==\nb", "=b"},
                                       {"=4", "=4"},
                                       {"=4\n1", "=4\n1"},
                                       {"= b", "= b"},
                                       {" =", " "},
                                       {" \r", ""}})
    for (std::size_t at = 0; at <= 40; ++at) {
      const std::string before(at, 'x');
      EXPECT_EQ(decode_quoted_printable(before + written), before + meant) << written << " at " << at;
    }
}

}  // namespace
}  // namespace ticketd::parsers
