#include "parsers/tnef.h"

#include "parsers/compressed_rtf.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace ticketd::parsers {
namespace {

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
  return out;
}

std::string attribute(int level, std::uint32_t id, const std::string& data) {
  return number(static_cast<std::uint64_t>(level), 1) + number(id, 4) + number(data.size(), 4) + data +
         number(0, 2);
}

std::string winmail(const std::string& attributes) {
  return number(0x223E9F78, 4) + number(1, 2) + attributes;
}

std::string file(const std::string& name, const std::string& data) {
  return attribute(2, 0x00069002, std::string(14, '\0')) + attribute(2, 0x00018010, name + '\0') +
         attribute(2, 0x0006800F, data);
}

/// One MAPI property of a type with a length.
std::string property(std::uint16_t type, std::uint16_t id, std::string data) {
  const auto length = data.size();
  data.resize((length + 3) / 4 * 4, '\0');
  return number(type, 2) + number(id, 2) + number(1, 4) + number(length, 4) + data;
}

TEST(Tnef, FilesComeOutWithTheirNames) {
  const auto opened = open_tnef(winmail(file("offer.pdf", "%PDF-1") + file("table.xls", "cells")));
  ASSERT_TRUE(opened);
  ASSERT_EQ(opened->attachments.size(), 2U);
  EXPECT_EQ(opened->attachments[0].filename, "offer.pdf");
  EXPECT_EQ(opened->attachments[1].content, "cells");
  EXPECT_FALSE(opened->damaged);
}

TEST(Tnef, KoreanNamesFollowTheCodePage) {
  const auto opened = open_tnef(
      winmail(attribute(1, 0x00069007, number(949, 8)) + file("\xB0\xDF\xC0\xFB\xBC\xAD.hwp", "x")));
  ASSERT_TRUE(opened);
  ASSERT_EQ(opened->attachments.size(), 1U);
  EXPECT_EQ(opened->attachments[0].filename, "견적서.hwp");
}

TEST(Tnef, TheLongNameWinsOverTheShortOne) {
  const auto properties =
      number(1, 4) + property(0x001E, 0x3707, std::string("a much longer name.docx") + '\0');
  const auto opened = open_tnef(winmail(file("AMUCHL~1.DOC", "x") + attribute(2, 0x00069005, properties)));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->attachments.at(0).filename, "a much longer name.docx");
}

TEST(Tnef, ANameIsNeverAPath) {
  const auto opened = open_tnef(winmail(file("..\\..\\Windows\\win.ini", "x")));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->attachments.at(0).filename, "win.ini");
}

TEST(Tnef, HtmlIsReadInItsOwnCodePage) {
  const auto properties = number(2, 4) + property(0x0102, 0x1013, "<p>\xED\x95\x9C\xEA\xB8\x80</p>") +
                          number(0x0003, 2) + number(0x3FDE, 2) + number(65001, 4);
  const auto opened = open_tnef(winmail(attribute(1, 0x00069003, properties)));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->html, "<p>한글</p>");
}

TEST(Tnef, AnEmbeddedMessageStaysOneFile) {
  const auto inner = std::string(16, 'i') + winmail(file("inside.txt", "x"));
  const auto properties = number(2, 4) + property(0x001E, 0x3001, std::string("Question") + '\0') +
                          property(0x000D, 0x3701, inner);
  const auto opened = open_tnef(winmail(attribute(2, 0x00069002, "") + attribute(2, 0x00069005, properties)));
  ASSERT_TRUE(opened);
  ASSERT_EQ(opened->attachments.size(), 1U);
  EXPECT_EQ(opened->attachments[0].filename, "Question.tnef");
  EXPECT_EQ(opened->attachments[0].content_type, "application/ms-tnef");
}

TEST(Tnef, ALengthThatLiesGivesWhatIsThere) {
  const auto opened = open_tnef(winmail(file("whole.txt", "abc") + number(2, 1) + number(0x0006800F, 4) +
                                        number(0xFFFFFFFF, 4) + "tail"));
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->damaged);
  EXPECT_EQ(opened->attachments.at(0).filename, "whole.txt");
}

TEST(Tnef, CountsThatLieEndWithTheBytes) {
  const auto claims = number(0xFFFFFFFF, 4) + number(0x101E, 2) + number(0x1000, 2) + number(0xFFFFFFFF, 4) +
                      number(0xFFFFFFFF, 4) + "x";
  const auto names = number(1, 4) + number(0x001E, 2) + number(0x8001, 2) + std::string(16, 'g') +
                     number(1, 4) + number(0xFFFFFFF0, 4);
  EXPECT_TRUE(open_tnef(winmail(attribute(1, 0x00069003, claims))));
  EXPECT_TRUE(open_tnef(winmail(attribute(1, 0x00069003, names))));
}

TEST(Tnef, OfACutFileComesNothingThatDidNotStandThere) {
  const auto properties = number(1, 4) + property(0x001F, 0x3707, std::string("n\0a\0m\0e\0\0\0", 10));
  const auto whole = winmail(file("a.txt", "abc") + attribute(2, 0x00069005, properties));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto opened = open_tnef(std::string_view(whole).substr(0, length));
    if (!opened) continue;
    ASSERT_LE(opened->attachments.size(), 1U) << length;
    for (const auto& file : opened->attachments)
      EXPECT_TRUE(std::string_view("abc").starts_with(file.content)) << length << ": " << file.content;
  }
}

TEST(Tnef, OtherBytesAreNotOpened) {
  EXPECT_FALSE(open_tnef(""));
  EXPECT_FALSE(open_tnef("PK\x03\x04 a zip file"));
}

TEST(CompressedRtf, ReferencesReachIntoTheDictionary) {
  // The example of MS-OXRTFCP 4.1.1.
  std::string raw;
  const unsigned char example[] = {
      0x2d, 0,    0,    0,    0x2b, 0,    0,    0,    0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03,
      0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65,
      0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
  for (const auto byte : example) raw += static_cast<char>(byte);
  EXPECT_EQ(decompress_rtf(raw, 1000), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
}

TEST(CompressedRtf, TheLimitHolds) {
  std::string bomb = number(1000, 4) + number(0xFFFFFFFF, 4) + number(0x75465A4C, 4) + number(0, 4);
  for (int i = 0; i < 200; ++i)
    bomb += std::string("\xFF") +
            std::string("\x00\x0F\x00\x0F\x00\x0F\x00\x0F\x00\x0F\x00\x0F\x00\x0F\x00\x0F", 16);
  const auto text = decompress_rtf(bomb, 100);
  ASSERT_TRUE(text);
  EXPECT_LE(text->size(), 100U);
}

TEST(CompressedRtf, OtherBytesAreRefused) {
  EXPECT_FALSE(decompress_rtf("{\\rtf1 plain, and longer than a header}", 1000));
}

}  // namespace
}  // namespace ticketd::parsers
