#include "parsers/address.h"
#include "parsers/clean_text.h"
#include "parsers/date.h"
#include "parsers/encoded_word.h"
#include "parsers/parse.h"

#include <gmock/gmock.h>

#include <string>

namespace ticketd::parsers {
namespace {

using core::Address;
using testing::ElementsAre;
using testing::IsEmpty;

std::string decoded(std::string_view value) {
  std::vector<std::string> problems;
  return decode_header_text(value, {"", problems});
}

std::vector<Address> addresses(std::string_view value) {
  std::vector<std::string> problems;
  return parse_addresses(value, Limits(), {"", problems});
}

/// Minutes after 2026-11-21T00:00Z, or nothing.
std::optional<long> minutes(std::string_view date) {
  using namespace std::chrono;
  const auto time = parse_date(date);
  if (!time) return std::nullopt;
  return duration_cast<std::chrono::minutes>(*time - core::Time(sys_days(2026y / November / 21))).count();
}

TEST(HeaderText, WordsOfOneCharsetAreJoinedAsBytes) {
  EXPECT_EQ(decoded("=?utf-8?Q?=EC=95?= =?utf-8?Q?=88=EB?=\r\n =?UTF-8?B?hZU=?="), "안녕");
}

TEST(HeaderText, BlanksBetweenWordsGoAndOthersStay) {
  EXPECT_EQ(decoded("Re: =?utf-8?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d_e?="), "Re: ab c d e");
}

TEST(HeaderText, KoreanSubjectsOfOldMailersAreRead) {
  EXPECT_EQ(decoded("=?euc-kr?B?sN/A+7ytIL/kw7s=?="), "견적서 요청");
  EXPECT_EQ(decoded("=?euc-kr?B?jGO55rCix88gvIS9ww==?="), "똠방각하 펲시");  // beyond KS X 1001
  EXPECT_EQ(decoded("=?ks_c_5601-1987?B?vsiz58fPvLy/5A==?="), "안녕하세요");
  EXPECT_EQ(decoded("\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4 \xb9\xdd\xb0\xa9\xbd\xc0\xb4\xcf\xb4\xd9"),
            "안녕하세요 반갑습니다");
}

TEST(HeaderText, WordsInsideOtherTextAndWithRawBlanksAreRead) {
  EXPECT_EQ(decoded("a=?utf-8?q?b?=c"), "abc");
  EXPECT_EQ(decoded("=?utf-8?q?two words?="), "two words");
  EXPECT_EQ(decoded("\"=?utf-8?q?quoted?=\""), "\"quoted\"");
}

TEST(HeaderText, WhatIsNoEncodedWordStaysAsItIs) {
  EXPECT_EQ(decoded("=?utf-8?X?abc?="), "=?utf-8?X?abc?=");
  EXPECT_EQ(decoded("what?= =? =?x"), "what?= =? =?x");
}

TEST(HeaderText, RawEscapesAreJapanese) { EXPECT_EQ(decoded("Re: \x1B$B$*CN$i$;\x1B(B"), "Re: お知らせ"); }

TEST(HeaderText, ControlsLineEndsAndBidiMarksGo) {
  EXPECT_EQ(decoded("=?utf-8?Q?a=0D=0ABcc:_x=00=07?="), "a  Bcc: x");
  EXPECT_EQ(decoded("invoice=?utf-8?Q?=E2=80=AEfdp.exe?="), "invoicefdp.exe");
}

TEST(Addresses, NamesCommentsAndQuotesAreUnderstood) {
  EXPECT_THAT(
      addresses("\"Kim, Minji\" <kim@example.com>, lee@example.com (Lee), \"a \\\"b\\\" c\" <c@example.com>"),
      ElementsAre(Address{"Kim, Minji", "kim@example.com"}, Address{"Lee", "lee@example.com"},
                  Address{"a \"b\" c", "c@example.com"}));
}

TEST(Addresses, EscapedNamesMayLookLikeSpecials) {
  EXPECT_THAT(addresses("\x1B$B;3ED\x1B(B <yamada@example.com>, \"\x1B$B%\"%j%9\x1B(B\" <alice@example.com>"),
              ElementsAre(Address{"山田", "yamada@example.com"}, Address{"アリス", "alice@example.com"}));
}

TEST(Addresses, GroupsGiveTheirMembers) {
  EXPECT_THAT(addresses("team: a@example.com, B <b@example.com>; , undisclosed-recipients:;"),
              ElementsAre(Address{"", "a@example.com"}, Address{"B", "b@example.com"}));
}

TEST(Addresses, EncodedNamesMayHoldSpecials) {
  EXPECT_THAT(addresses("=?utf-8?Q?=EA=B9=80,_=EB=AF=BC?= <kim@example.com>, =?ks_c_5601-1987?B?sei5zsH2?= "
                        "<min@example.com>"),
              ElementsAre(Address{"김, 민", "kim@example.com"}, Address{"김민지", "min@example.com"}));
}

TEST(Addresses, ObsoleteRoutesAndBlanksAreTakenAway) {
  EXPECT_THAT(addresses("<@relay.example.com,@b.example.com:a@example.com>, b . c @ example . com"),
              ElementsAre(Address{"", "a@example.com"}, Address{"", "b.c@example.com"}));
}

TEST(Addresses, SemicolonsAndMissingCommasSeparate) {
  EXPECT_THAT(addresses("a@example.com; B <b@example.com> C <c@example.com>"),
              ElementsAre(Address{"", "a@example.com"}, Address{"B", "b@example.com"},
                          Address{"C", "c@example.com"}));
}

TEST(Addresses, BareAddressesWithoutACommaAreEachSomebody) {
  EXPECT_THAT(addresses("bo@example.com cy@example.com"),
              ElementsAre(Address{"", "bo@example.com"}, Address{"", "cy@example.com"}));
}

TEST(Addresses, BracketsOfOtherFormsGo) {
  EXPECT_THAT(addresses("Kim [mailto:kim@example.com]"), ElementsAre(Address{"Kim", "kim@example.com"}));
  EXPECT_THAT(addresses("\"Kim Minji\"@example.com>"), ElementsAre(Address{"", "\"Kim Minji\"@example.com"}));
}

TEST(Addresses, NameWithoutQuotesOrBracketsIsToldFromTheAddress) {
  EXPECT_THAT(addresses("Kim Minji kim@example.com"), ElementsAre(Address{"Kim Minji", "kim@example.com"}));
  EXPECT_THAT(addresses("\"Kim <kim@example.com>\""), ElementsAre(Address{"Kim", "kim@example.com"}));
}

TEST(Addresses, QuotedNameWithoutBracketsIsToldFromTheAddress) {
  const auto kim = ElementsAre(Address{"Kim", "kim@example.com"});
  EXPECT_THAT(addresses("\"Kim\" kim@example.com"), kim);
  EXPECT_THAT(addresses("kim@example.com \"Kim\""), kim);
  EXPECT_THAT(addresses("\"Dr. Kim, Seoul\" kim@example.com"),
              ElementsAre(Address{"Dr. Kim, Seoul", "kim@example.com"}));
}

TEST(Addresses, QuoteThatNothingClosesIsLeftOut) {
  EXPECT_THAT(addresses("\"Kim <kim@example.com>"), ElementsAre(Address{"Kim", "kim@example.com"}));
  EXPECT_THAT(addresses("\"Kim <kim@example.com>, lee@example.com"),
              ElementsAre(Address{"Kim", "kim@example.com"}, Address{"", "lee@example.com"}));
  EXPECT_THAT(addresses("Kim\" <kim@example.com>"), ElementsAre(Address{"Kim", "kim@example.com"}));
}

TEST(Addresses, WholeMailboxesInOneEncodedWordAreRead) {
  EXPECT_THAT(addresses("=?utf-8?B?S2ltIDxraW1AZXhhbXBsZS5jb20+?="),
              ElementsAre(Address{"Kim", "kim@example.com"}));
  EXPECT_THAT(addresses("=?utf-8?Q?Kim_=3Ckim=40example.com=3E=2C_lee=40example.com?="),
              ElementsAre(Address{"Kim", "kim@example.com"}, Address{"", "lee@example.com"}));
  EXPECT_THAT(addresses("=?utf-8?Q?nobody?="), IsEmpty());
}

TEST(Addresses, QuotedAndInternationalLocalPartsStay) {
  EXPECT_THAT(addresses("\"a b\"@example.com, \"plain\"@example.com, 김@예시.한국"),
              ElementsAre(Address{"", "\"a b\"@example.com"}, Address{"", "plain@example.com"},
                          Address{"", "김@예시.한국"}));
}

TEST(Addresses, CommentsInTheWrongPlacesDoNotBecomeAddresses) {
  EXPECT_THAT(addresses("a(evil@example.org)@example.com"),
              ElementsAre(Address{"evil@example.org", "a@example.com"}));
  EXPECT_THAT(addresses("nobody"), IsEmpty());
  for (const auto& found : addresses("\xa4@\"\n")) EXPECT_NE(found.address.find('@'), std::string::npos);
}

TEST(Dates, StandardAndObsoleteFormsNameTheSameInstant) {
  for (const auto* date :
       {"Sat, 21 Nov 2026 09:30:00 +0900", "21 Nov 2026 00:30 GMT", "Sat, 21 Nov 26 00:30:00 UT",
        "Fri, 20 Nov 2026 19:30:00 EST", "Sat Nov 21 00:30:00 2026", "2026-11-21T09:30:00+09:00",
        "21-Nov-2026 00:30:00", "Sat, 21 (day) Nov 2026 09:30:00 +0900 (KST)", "Nov 21, 2026 12:30 AM",
        "21 11 2026 00:30:00 +0000", "2026/11/21 00:30:00 Z"})
    EXPECT_EQ(minutes(date), 30) << date;
}

TEST(Dates, CommentsAndBlanksMayStandInsideTheTime) {
  EXPECT_EQ(minutes("Sat, 21 Nov 2026 09(comment):   30  :  06 +0900"), 30);
}

TEST(Dates, TheUsualFormIsReadAsEveryOther) {
  const char* const months[] = {"Jan", "feb", "MAR", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (int i = 0; i < 600; ++i) {
    const auto two = [](int value) { return std::to_string(value / 10) + std::to_string(value % 10); };
    const auto usual = std::to_string(1 + i % 31) + ' ' + months[i % 12] + ' ' + std::to_string(1890 + i) +
                       ' ' + two(i % 26) + ':' + two(i % 61) + ':' + two(i * 7 % 62) +
                       (i % 2 == 0 ? " +" : " -") + two(i % 27) + two(i * 5 % 60);
    const auto unusual = "(not usual) " + usual;  // a comment in front
    EXPECT_EQ(parse_date("Mon, " + usual), parse_date(unusual)) << usual;
    EXPECT_EQ(parse_date(usual + " (KST)"), parse_date(unusual)) << usual;
  }
}

TEST(Dates, UnknownZonesCountAsUtc) { EXPECT_EQ(minutes("21 Nov 2026 00:30:00 XYZ"), 30); }

TEST(Dates, WhatIsNoDateIsNothing) {
  for (const auto* date : {"", "yesterday", "31 Feb 2026 00:00:00 +0000", "21 Nov 2026 25:00:00 +0000",
                           "21 Nov", "99 99 99 99:99", "Nov", ":", "+0900", "21 Nov 99999999999 00:00:00"})
    EXPECT_EQ(minutes(date), std::nullopt) << date;
}

TEST(CleanFilename, PathsAndTricksGo) {
  EXPECT_EQ(clean_filename("../../etc/passwd"), "passwd");
  EXPECT_EQ(clean_filename("C:\\temp\\보고서.hwp"), "보고서.hwp");
  EXPECT_EQ(clean_filename(".."), "");
  EXPECT_EQ(clean_filename("a\xe2\x80\xaegpj.exe"), "agpj.exe");
  EXPECT_EQ(clean_filename(std::string(400, 'a') + ".pdf").size(), 255U);
  EXPECT_TRUE(clean_filename(std::string(400, 'a') + ".pdf").ends_with("a.pdf"));
}

TEST(CleanFilename, SyllablesThatMacosWritesInPartsAreWhole) {
  EXPECT_EQ(clean_filename("\u1112\u1161\u11ab\u1100\u1173\u11af.pdf"), "한글.pdf");
  EXPECT_EQ(clean_filename("Cafe\u0301.txt"), "Café.txt");
  EXPECT_EQ(clean_filename("\u304b\u3099.txt"), "が.txt");
}

TEST(Header, DuplicatedFieldsLeaveNoAuthority) {
  const auto two = parse("From: a@example.com\nFrom: b@example.com\n\nx");
  EXPECT_TRUE(two.ambiguous);
  EXPECT_FALSE(two.one_author);
  const auto list = parse("From: a@example.com, b@example.com\n\nx");
  EXPECT_FALSE(list.one_author);
  EXPECT_TRUE(parse("From: a@example.com\n\nx").one_author);
  EXPECT_TRUE(parse("Subject: a\nSubject: b\n\nx").ambiguous);
}

TEST(Header, IdsRecipientsAndTheLoopMarkAreRead) {
  const auto mail = parse(
      "Message-ID: <a@b>\nIn-Reply-To: <x@y>\nReferences: <r1@y>\n <r2@y>\nDelivered-To: "
      "support@example.com\n"
      "X-Original-To: help@example.com\nSender: S <s@example.com>\nX-Ticketd-Loop: abc\n\nx");
  EXPECT_EQ(mail.message_id, "a@b");
  EXPECT_THAT(mail.in_reply_to, ElementsAre("x@y"));
  EXPECT_THAT(mail.references, ElementsAre("r1@y", "r2@y"));
  EXPECT_THAT(mail.delivered_to, ElementsAre("support@example.com", "help@example.com"));
  EXPECT_EQ(mail.sender, (Address{"S", "s@example.com"}));
  EXPECT_EQ(mail.loop_id, "abc");
}

}  // namespace
}  // namespace ticketd::parsers
