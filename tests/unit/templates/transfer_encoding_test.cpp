#include "templates/transfer_encoding.h"

#include "core/text.h"
#include "parsers/transfer_encoding.h"

#include <gtest/gtest.h>

#include <random>

namespace ticketd::templates {
namespace {

std::string random_text(std::mt19937& dice, std::string_view alphabet) {
  std::string text;
  for (auto left = dice() % 400; left > 0; --left) text += alphabet[dice() % alphabet.size()];
  return text;
}

std::size_t longest_line(std::string_view encoded) {
  std::size_t longest = 0;
  for (const auto line : core::split_lines(encoded)) {
    const auto text = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    longest = std::max(longest, text.size());
  }
  return longest;
}

}  // namespace

TEST(TransferEncoding, WhatNeedsNoEncodingStaysReadable) {
  EXPECT_EQ(quoted_printable("Hello, \"world\" #1!\nBye"), "Hello, \"world\" #1!\r\nBye");
  EXPECT_EQ(quoted_printable("1=2"), "1=3D2");
  EXPECT_EQ(quoted_printable("네"), "=EB=84=A4");
  EXPECT_EQ(quoted_printable("blank \ntab\t"), "blank=20\r\ntab=09");
  EXPECT_EQ(quoted_printable(""), "");
}

TEST(TransferEncoding, NoLineIsLongerThanSeventySixCharacters) {
  EXPECT_EQ(quoted_printable(std::string(76, 'x')), std::string(76, 'x'));
  EXPECT_EQ(quoted_printable(std::string(77, 'x')), std::string(75, 'x') + "=\r\nxx");
  EXPECT_EQ(quoted_printable(std::string(74, 'x') + "="), std::string(74, 'x') + "=\r\n=3D");
  EXPECT_EQ(base64_lines(std::string(57, 'x')).size(), 76U);
  EXPECT_EQ(base64_lines(std::string(58, 'x')).substr(76, 2), "\r\n");
}

TEST(TransferEncoding, OurReaderReadsBackWhateverIsWritten) {
  std::mt19937 dice(20'261'122);
  for (int round = 0; round < 2000; ++round) {
    const auto text = random_text(dice, "ab =\t.-\n\xEB\x84\xA4\x7F");
    const auto readable = quoted_printable(text);
    EXPECT_LE(longest_line(readable), 76U) << text;
    auto back = parsers::decode_quoted_printable(readable);
    std::erase(back, '\r');
    EXPECT_EQ(back, text.ends_with('\n') ? text.substr(0, text.size() - 1) : text);
    const auto compact = base64_lines(text);
    EXPECT_LE(longest_line(compact), 76U);
    EXPECT_EQ(parsers::decode_base64(compact), text);
  }
}

}  // namespace ticketd::templates
