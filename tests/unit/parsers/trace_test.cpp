#include "parsers/trace.h"

#include "parsers/authentication_results.h"
#include "parsers/language.h"
#include "parsers/parse.h"

#include <gmock/gmock.h>

namespace ticketd::parsers {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

TEST(AuthenticationResults, MethodsResultsAndPropertiesAreRead) {
  const auto results = parse_authentication_results(
      "MX.example.com 1; spf=pass (sender (nested) ok) smtp.mailfrom=a@example.com;\r\n"
      "\tdkim=fail/1 reason=\"bad; dmarc=pass\" header.d=example.com header.b=\"ab=\"; dmarc = pass "
      "header.from = example.com");
  EXPECT_TRUE(results.well_formed);
  EXPECT_EQ(results.authserv_id, "mx.example.com");
  ASSERT_THAT(results.methods, SizeIs(3));
  EXPECT_EQ(results.methods[1].method, "dkim");
  EXPECT_EQ(results.methods[1].properties[0].name, "header.d");
  EXPECT_EQ(results.methods[1].properties[1].value, "ab=");
  EXPECT_EQ(results.methods[2].method, "dmarc");
  EXPECT_EQ(results.methods[2].result, "pass");
  EXPECT_EQ(results.methods[2].properties[0].value, "example.com");
}

TEST(AuthenticationResults, NothingInsideCommentsOrQuotesCounts) {
  const auto results = parse_authentication_results(
      "mx.example.com; spf=fail (; dmarc=pass) smtp.mailfrom=\"x; dmarc=pass\"@example.org");
  ASSERT_THAT(results.methods, SizeIs(1));
  EXPECT_EQ(results.methods[0].properties[0].value, "x; dmarc=pass@example.org");
}

TEST(AuthenticationResults, NoneIsWellFormedAndEmpty) {
  const auto results = parse_authentication_results("mx.example.com; none");
  EXPECT_TRUE(results.well_formed);
  EXPECT_THAT(results.methods, IsEmpty());
}

TEST(AuthenticationResults, BrokenFieldsAreNotWellFormed) {
  for (const auto* value :
       {"", "mx.example.com; spf", "mx; =pass", "mx; spf=pass (open", "mx; spf=pass \"open",
        "mx.example.com 2; spf=pass", "mx.example.com evil; spf=pass", "mx.example.com spf=pass x=y z"})
    EXPECT_FALSE(parse_authentication_results(value).well_formed) << value;
}

TEST(AuthenticationResults, AResultOfNoMethodIsNone) {
  for (const auto* value : {"mx.example.com; /1=pass", "mx.example.com; \"\"=pass"}) {
    const auto results = parse_authentication_results(value);
    EXPECT_FALSE(results.well_formed) << value;
    EXPECT_TRUE(results.methods.empty()) << value;
  }
}

TEST(AuthenticationResults, AFieldThatBeginsWithAResultIsNobodys) {
  const auto results = parse_authentication_results("spf=pass; dmarc=pass header.from=a.example");
  EXPECT_TRUE(results.unnamed);
  EXPECT_EQ(results.authserv_id, "");
  EXPECT_EQ(results.methods.size(), 2U);
}

TEST(Trace, HostThatAddedAReceivedFieldIsTold) {
  EXPECT_EQ(received_by("from a.example.org (HELO by) (1.2.3.4) by MX.example.com. with ESMTP; Sat, 21 Nov "
                        "2026 09:00:00 +0900"),
            "mx.example.com");
  EXPECT_EQ(received_by("by mx.example.com (Postfix, from userid 1)"), "mx.example.com");
  EXPECT_EQ(received_by("from by (x) by mx.example.com"), "mx.example.com");
}

TEST(Trace, NameThatTheClientGaveIsNeverTakenForTheHost) {
  EXPECT_EQ(received_by("from x by mx.example.com by other.example.org with SMTP"), "");
  EXPECT_EQ(received_by("from ( (unknown) by mx.example.com"), "");
  EXPECT_EQ(received_by("from x; by mx.example.com"), "");
}

TEST(Trace, ByIsAWholeWordOutsideOfComments) {
  EXPECT_EQ(received_by("from x (by a.example (by b.example)) by mx.example.com"), "mx.example.com");
  EXPECT_EQ(received_by("from x (y)BY(z)mx.example.com(by w)"), "mx.example.com");
  EXPECT_EQ(received_by("from baby.example byte by by"), "");
  EXPECT_EQ(received_by("from x foo)by mx.example.com"), "");
  EXPECT_EQ(received_by("from x with\tby\r\n mx.example.com id by1; by other.example"), "mx.example.com");
  EXPECT_EQ(received_by("with by mx.example.com (never ends"), "");
  EXPECT_EQ(received_by("from x by;"), "");
  EXPECT_EQ(received_by(""), "");
}

TEST(Trace, FieldsComeTopmostFirst) {
  const auto mail = parse(
      "Authentication-Results: top.example.com; none\nReceived: by top.example.com\nSubject: x\nReceived: by "
      "low.example.com\n\n");
  ASSERT_THAT(mail.trace, SizeIs(3));
  EXPECT_EQ(mail.trace[0].results.authserv_id, "top.example.com");
  EXPECT_EQ(mail.trace[1].received_by, "top.example.com");
  EXPECT_EQ(mail.trace[2].received_by, "low.example.com");
}

TEST(ContentHash, RedeliveryKeepsItAndAnotherMailDoesNot) {
  const auto hash = [](std::string_view mail) { return parse(mail, {.content_hash = true}).content_hash; };
  const auto first =
      hash("Received: by a.example.com\r\nFrom: a@example.com\r\nSubject: x\r\n y\r\n\r\nbody\r\n");
  EXPECT_EQ(first, hash("Received: by b.example.com\nX-Spam-Score: 3\nDelivered-To: s@example.com\nSubject: "
                        "x y\nFrom: a@example.com\n\nbody\n\n"));
  EXPECT_NE(first,
            hash("Received: by a.example.com\r\nFrom: a@example.com\r\nSubject: x y\r\n\r\nother\r\n"));
  EXPECT_NE(first, hash("From: b@example.com\r\nSubject: x y\r\n\r\nbody\r\n"));
}

TEST(Seals, DkimSignaturesTellAMailWhateverIsChangedAroundThem) {
  const auto seals = [](std::string_view mail) { return parse(mail, {.content_hash = true}).seals; };
  const auto first = seals(
      "DKIM-Signature: v=1; d=example.com; h=from; bh=xyz;\r\n b=ab\r\n\tcd=\r\nDKIM-Signature: v=1; "
      "b=ef\r\nFrom: "
      "a@example.com\r\nMessage-ID: <1@x>\r\n\r\nbody\r\n");
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(seals("DKIM-Signature: v=1;b=abcd=;bh=xyz\nDKIM-Signature: b= ef\nMessage-ID: <2@x>\n\nother\n"),
            first);
  EXPECT_NE(seals("DKIM-Signature: v=1; b=abce\nFrom: a@example.com\n\nbody\n"), first);
  EXPECT_THAT(seals("DKIM-Signature: v=1; bh=xyz\nFrom: a@example.com\n\nbody\n"), IsEmpty());
}

TEST(Seals, OneSignatureSpeltInAnotherWayIsTheSame) {
  const auto seals = [](std::string_view mail) { return parse(mail, {.content_hash = true}).seals; };
  const auto first = seals("DKIM-Signature: v=1; b=abcdeA==\nFrom: a@example.com\n\nbody\n");
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(seals("DKIM-Signature: v=1; b=abcdeB==\nFrom: a@example.com\n\nbody\n"), first)
      << "the last four bits mean nothing";
  EXPECT_EQ(seals("DKIM-Signature: v=1; b=a b\n\tcdeA\nFrom: a@example.com\n\nbody\n"), first);
}

TEST(Seals, NoPileOfOtherSignaturesHidesAMail) {
  const auto seals = [](std::string_view mail) { return parse(mail, {.content_hash = true}).seals; };
  const std::string mail =
      "DKIM-Signature: v=1; b=abcdef==\nDate: Sat, 21 Nov 2026 09:00:00 +0900\nFrom: a@example.com\n"
      "Subject: x\n\nHello,\n\nbody\n";
  std::string pile;
  for (int i = 0; i < 200; ++i) pile += "DKIM-Signature: v=1; b=junk" + std::to_string(1000 + i) + "\n";
  const auto first = seals(mail);
  ASSERT_THAT(first, SizeIs(2)) << "of the signature, and of what it signs";
  EXPECT_THAT(seals(pile + mail), Contains(first.back()));
  auto other_blanks = mail;
  other_blanks.replace(other_blanks.find("Hello,"), 6, "Hello, ");
  EXPECT_EQ(seals(other_blanks), first) << "a relaxed signature stays good";
}

TEST(Seals, WithoutASignatureAuthorDateSubjectAndBodyDoIt) {
  const auto seals = [](std::string_view mail) { return parse(mail, {.content_hash = true}).seals; };
  const auto first = seals(
      "Message-ID: <1@x>\r\nDate: Sat, 21 Nov 2026 09:00:00 +0900\r\nFrom: a@example.com\r\n"
      "Subject: x\r\n\r\nbody\r\n");
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first, seals("Message-ID: <2@x>\nTo: b@example.com\nDate: Sat, 21 Nov 2026 09:00:00 +0900\nFrom: "
                         "a@example.com\nSubject: x\n\nbody\n\n"));
  EXPECT_NE(first, seals("Date: Sat, 21 Nov 2026 09:00:01 +0900\nFrom: a@example.com\nSubject: x\n\nbody\n"));
  EXPECT_THAT(seals("From: a@example.com\nSubject: x\n\nbody\n"), IsEmpty()) << "short mails may be alike";
}

TEST(Language, HangulMeansKoreanAndLatinLettersEnglish) {
  EXPECT_EQ(guess_language("안녕하세요, Windows 11 업데이트 문의"), "ko");
  EXPECT_EQ(guess_language("Hello, how are you?"), "en");
  EXPECT_EQ(guess_language("12345"), "");
  EXPECT_EQ(guess_language("こんにちは世界"), "");
}

}  // namespace
}  // namespace ticketd::parsers
