#include "parsers/charset.h"

#include <gtest/gtest.h>

namespace ticketd::parsers {
namespace {

std::string read(std::string_view bytes, std::string_view declared = "", std::string_view by_default = "") {
  std::vector<std::string> problems;
  return to_utf8(bytes, declared, by_default, problems);
}

TEST(Charset, AsciiStaysAsItIs) { EXPECT_EQ(read("plain \\ text", "shift_jis"), "plain \\ text"); }

TEST(Charset, EveryNameOfTheKoreanCodePageReadsExtendedSyllables) {
  for (const auto* label :
       {"ks_c_5601-1987", "KSC5601", "euc-kr", "korean", "cp949", "UHC", "ms949", "\"EUC-KR\""})
    EXPECT_EQ(read("\xB1\xE8\xB9\xE6\x8C\x63", label), "김방똠") << label;
}

TEST(Charset, LinesOfAsciiAmongOthersAreReadAsTheyStand) {
  const std::string plain = std::string(150, 'x') + "\\~\n", korean = "\xB1\xE8 a \xB9\xCE\n";
  const auto plain_twice = plain + plain;
  EXPECT_EQ(read(plain_twice + korean + plain + korean + korean + "\xC1\xF6", "euc-kr"),
            plain_twice + "김 a 민\n" + plain + "김 a 민\n김 a 민\n지");
  EXPECT_EQ(read(korean + korean + korean + "\xB1\n" + plain_twice, "euc-kr"),  // half a character
            "김 a 민\n김 a 민\n김 a 민\n\uFFFD\n" + plain_twice);
}

TEST(Charset, ShortUnlabelledHangulIsKorean) { EXPECT_EQ(read("\xC7\xD1\xB1\xDB"), "한글"); }

TEST(Charset, ShortSubjectsWithoutALabelAreReadByWhatTheyLookLike) {
  EXPECT_EQ(read("\xB9\xAE\xC0\xC7"), "문의");
  EXPECT_EQ(read("[\xB0\xF8\xC1\xF6] \xBD\xC3\xBD\xBA\xC5\xDB \xC1\xA1\xB0\xCB"), "[공지] 시스템 점검");
  EXPECT_EQ(read("\xCF\xF0\xE8\xE2\xE5\xF2"), "Привет");
  EXPECT_EQ(read("\xCD\xCB\xBF\xEE\xC9\xEA\xC7\xEB"), "退款申请");
  EXPECT_EQ(read("\xA4\xAA\xCC\xE4\xA4\xA4\xB9\xE7\xA4\xEF\xA4\xBB"), "お問い合わせ");
}

TEST(Charset, ShortWesternTextStaysWestern) {
  EXPECT_EQ(read("caf\xE9 cr\xE8me"), "café crème");
  EXPECT_EQ(read("Gr\xFC\xDF"
                 "e"),
            "Grüße");
}

TEST(Charset, Gb2312LabelReadsGbk) { EXPECT_EQ(read("\x96\x7C\x8E\xB2", "gb2312"), "東幉"); }

TEST(Charset, CharsetsThatIcuDoesNotKnowAreReadByTables) {
  EXPECT_EQ(read("\xAA\xBA\xFE \xA4", "iso-8859-16"), "Șșț €");
  EXPECT_EQ(read("\x9A\x9D\xE0", "kz-1048"), "љқа");
  EXPECT_EQ(read("\xB3", "ptcp154"), "і");
  EXPECT_EQ(read("a\0b\xD0", "koi8-t").substr(0, 1), "a");
}

TEST(Charset, Koi8rReadsUkrainianLetters) { EXPECT_EQ(read("\xA4\xA6\xA7\xAD", "koi8-r"), "єіїґ"); }

TEST(Charset, Latin1IsWindows1252) { EXPECT_EQ(read("\x93quoted\x94 \x80", "iso-8859-1"), "“quoted” €"); }

TEST(Charset, Utf8BehindAWrongLabelIsUtf8) { EXPECT_EQ(read("안녕하세요", "us-ascii"), "안녕하세요"); }

TEST(Charset, TheMailboxDefaultComesBeforeTheGuess) {
  EXPECT_EQ(read("\xC7\xD1\xB1\xDB", "", "windows-1251"), "ЗС±Ы");
}

TEST(Charset, IsoTwentyTwentyTwoKrNeedsNoAnnouncement) {
  EXPECT_EQ(read("\x0EGQ1[\x0F!", "iso-2022-kr"), "한글!");
}

TEST(Charset, UnlabelledEscapesAreJapanese) {
  EXPECT_EQ(read("\x1B$B$3$s$K$A$O\x1B(B, a plain ASCII tail", ""), "こんにちは, a plain ASCII tail");
}

TEST(Charset, EscapesAreReadHoweverShortAndBehindEveryLabel) {
  for (const auto* label : {"", "us-ascii", "utf-8", "iso-8859-1", "euc-kr"}) {
    EXPECT_EQ(read("\x1B$B;3ED\x1B(B", label), "山田") << label;
    EXPECT_EQ(read("\x1B$@;3ED\x1B(J!", label), "山田!") << label;
    EXPECT_EQ(read("\x1B$)C\x0EGQ1[\x0F!", label), "한글!") << label;
  }
}

TEST(Charset, UnlabelledHzIsChineseWhereItLooksLikeIt) {
  EXPECT_EQ(read("~{ND<~RQ>-JU5=~}, thanks"), "文件已经收到, thanks");
  EXPECT_EQ(read("(format t \"~{~a~^, ~}\")"), "(format t \"~{~a~^, ~}\")");
  EXPECT_EQ(read("a ~{code~} b"), "a ~{code~} b");
}

TEST(Charset, EscapesThatCallUpNoCharsetStay) {
  EXPECT_EQ(read("\x1B[1mbold\x1B[0m", "utf-8"), "\x1B[1mbold\x1B[0m");
  EXPECT_EQ(read("\x1B[1mbold\x1B[0m"), "\x1B[1mbold\x1B[0m");
  EXPECT_EQ(read("broken \x1B$B\xEF", "utf-8").substr(0, 7), "broken ");
}

TEST(Charset, Utf16ReadsItsByteOrderMark) {
  EXPECT_EQ(read({"\xFF\xFE\x5C\xD5\x00\xAE", 6}, "utf-16"), "한글");
  EXPECT_EQ(read({"\xD5\x5C\xAE\x00", 4}, "utf-16be"), "한글");
}

TEST(Charset, Utf16WithoutAMarkIsToldByTheBytesThatVaryLittle) {
  EXPECT_EQ(read({"\x30\x42\x30\x44\x30\x46\x30\x48", 8}, "utf-16"), "あいうえ");
  EXPECT_EQ(read({"\x42\x30\x44\x30\x46\x30\x48\x30", 8}, "utf-16"), "あいうえ");
  EXPECT_EQ(read({"\0A\0b", 4}, "utf-16"), "Ab");
  EXPECT_EQ(read({"A\0b\0", 4}, "utf-16"), "Ab");
}

TEST(Charset, HongKongSignsAreNotPrivate) { EXPECT_EQ(read("\x88\x62\x87\x40\xFD\xB7", "big5"), "Ê̄䏰沜"); }

TEST(Charset, JohabIsKorean) {
  EXPECT_EQ(read("\xD0\x65\x8B\x69 abc", "johab"), "한글 abc");
  EXPECT_EQ(read("\x84\x42\x84\x5D", "johab"), "ㄱㅎ") << "last consonants alone";
  EXPECT_TRUE(is_utf8(read("\xFF\xFF\x80\xD9", "johab")));
}

TEST(Charset, UnlabelledJohabIsTold) {
  const std::string korean = "\xB4\x65\x91\x77\xD0\x61\xAD\x41\xB6\x61";
  EXPECT_EQ(read(korean), "안녕하세요");
  EXPECT_EQ(read("\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4"), "안녕하세요") << "the usual code page";
}

TEST(Charset, NulAndBrokenBytesNeverComeOut) {
  for (int byte = 0; byte < 256; ++byte) {
    for (const auto* label : {"", "utf-8", "euc-kr", "utf-16", "utf-7", "iso-2022-jp", "iso-2022-kr",
                              "hz-gb-2312", "x-unknown"}) {
      const std::string bytes{'a', static_cast<char>(byte), '\0', static_cast<char>(byte), 'b'};
      const auto text = read(bytes, label);
      EXPECT_TRUE(is_utf8(text)) << label << byte;
      EXPECT_EQ(text.find('\0'), std::string::npos) << label << byte;
    }
  }
}

TEST(Charset, AFewBrokenBytesDoNotOverturnTheLabel) {
  EXPECT_EQ(read("한글로 쓴 조금 긴 글입니다 \xED\x95", "utf-8"), "한글로 쓴 조금 긴 글입니다 \uFFFD");
}

TEST(Charset, UnknownLabelsAreTold) {
  std::vector<std::string> problems;
  EXPECT_EQ(to_utf8("na\xEFve", "x-unknown", "", problems), "naïve");
  EXPECT_EQ(problems.size(), 2U);
}

}  // namespace
}  // namespace ticketd::parsers
