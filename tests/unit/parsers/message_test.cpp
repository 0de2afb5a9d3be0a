#include "parsers/message.h"

#include "parsers/transfer_encoding.h"

#include <gmock/gmock.h>

#include <string>

namespace ticketd::parsers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> types_of(const Message& message) {
  std::vector<std::string> types;
  for (const auto& part : message.parts) types.push_back(part.type.word);
  return types;
}

TEST(Scan, MailWithoutMimeIsOnePlainPart) {
  const auto message = scan("Subject: hello\r\n\r\nbody\r\n");
  ASSERT_THAT(message.parts, SizeIs(1));
  EXPECT_EQ(message.root().type.word, "text/plain");
  EXPECT_EQ(message.root().body, "body\r\n");
  EXPECT_EQ(message.field("SUBJECT"), "hello");
  EXPECT_EQ(message.field("to"), std::nullopt);
}

TEST(Scan, PartsAreFlatWithParentsAndDepths) {
  const auto message = scan(
      "Content-Type: multipart/mixed; boundary=out\n\npreamble\n--out\n"
      "Content-Type: multipart/alternative; boundary=in\n\n--in\n\nplain\n--in\nContent-Type: "
      "text/html\n\n<p>\n--in--\nepilogue\n"
      "--out\nContent-Type: image/png\n\nx\n--out--\nend\n");
  EXPECT_THAT(types_of(message), ElementsAre("multipart/mixed", "multipart/alternative", "text/plain",
                                             "text/html", "image/png"));
  EXPECT_THAT(message.root().children, ElementsAre(1U, 4U));
  EXPECT_THAT(message.parts[1].children, ElementsAre(2U, 3U));
  EXPECT_EQ(message.parts[3].depth, 2U);
  EXPECT_EQ(message.parts[2].body, "plain");
  EXPECT_EQ(message.parts[4].body, "x");
  EXPECT_FALSE(message.problems.unclosed_multipart);
}

TEST(Scan, LineEndBeforeADelimiterBelongsToIt) {
  const auto message =
      scan("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n\r\n--b--\r\n");
  EXPECT_EQ(message.parts[1].body, "one\r\n");
}

TEST(Scan, ADelimiterIsFoundBehindALineOfAnyLength) {
  for (std::size_t length = 1; length < 200; ++length)
    for (const char* line : {"x", "-", "\n-"}) {
      std::string body;
      while (body.size() < length) body += line;
      const auto mail = "Content-Type: multipart/mixed; boundary=b\n\n" + body + "\n--b\n\none\n--b--\n";
      ASSERT_THAT(scan(mail).parts, SizeIs(2)) << length << " of " << line;
    }
}

TEST(Scan, ALongFieldLosesTheLinesBeyondItsLimit) {
  const auto message = scan("Subject:\n one\n two\n three\nTo: kim\n\tlee\n\n", {.field_bytes = 12});
  EXPECT_EQ(message.field("subject"), "one\n two");
  EXPECT_EQ(message.field("to"), "kim\n\tlee");
  EXPECT_TRUE(message.problems.field_too_long);
}

TEST(Scan, AttachedMessageIsScannedInsideItsPart) {
  const auto message = scan(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: "
      "inner\n\ninner body\n--b--\n");
  EXPECT_THAT(types_of(message), ElementsAre("multipart/mixed", "message/rfc822", "text/plain"));
  EXPECT_EQ(message.parts[1].body, "Subject: inner\n\ninner body");
  EXPECT_EQ(message.field(message.parts[2], "subject"), "inner");
}

TEST(Scan, PartsOfADigestAreMessages) {
  const auto message =
      scan("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\n1\n--b--\n");
  EXPECT_THAT(types_of(message), ElementsAre("multipart/digest", "message/rfc822", "text/plain"));
}

TEST(Scan, MissingClosingDelimiterEndsAtTheEnd) {
  const auto message = scan("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n");
  ASSERT_THAT(message.parts, SizeIs(3));
  EXPECT_EQ(message.parts[2].body, "two\n");
  EXPECT_TRUE(message.problems.unclosed_multipart);
}

TEST(Scan, OuterDelimiterClosesAnInnerMultipartThatForgotIt) {
  const auto message = scan(
      "Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/mixed; "
      "boundary=in\n\n--in\n\none\n"
      "--out\n\ntwo\n--out--\n");
  ASSERT_THAT(message.parts, SizeIs(4));
  EXPECT_EQ(message.parts[2].body, "one");
  EXPECT_EQ(message.parts[3].parent, 0U);
}

TEST(Scan, DelimitersMayCarryBlanksAtTheEnd) {
  const auto message =
      scan("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b \t\r\n\r\none\r\n--b-- \r\n");
  ASSERT_THAT(message.parts, SizeIs(2));
  EXPECT_EQ(message.parts[1].body, "one");
}

TEST(Scan, BoundaryThatBeginsAnotherOneIsNoDelimiterOfIt) {
  const auto message = scan(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b-inner\n\n"
      "--b-inner\n\none\n--b-inner--\n--b\n\ntwo\n--b--\n");
  ASSERT_THAT(message.parts, SizeIs(4));
  EXPECT_EQ(message.parts[2].body, "one");
  EXPECT_EQ(message.parts[3].body, "two");
}

TEST(Scan, MissingBoundaryParameterIsGuessedFromTheBody) {
  const auto message = scan("Content-Type: multipart/mixed\n\n--found\n\none\n--found\n\ntwo\n--found--\n");
  EXPECT_THAT(message.parts, SizeIs(3));
  EXPECT_TRUE(message.problems.missing_boundary);
}

TEST(Scan, ShortBoundaryIsGuessedWhereAContentFieldFollows) {
  const std::string head = "Content-Type: multipart/mixed\n\n--X\n";
  EXPECT_THAT(scan(head + "Content-Type: text/plain\n\none\n--X--\n").parts, SizeIs(2));
  EXPECT_THAT(scan(head + "regards\n").parts, SizeIs(1));
}

TEST(Scan, BoundaryThatNeverComesYieldsToTheOneThatDoes) {
  const std::string parts =
      "--real\nContent-Type: text/plain\n\none\n--real\nContent-Type: image/png\n\ntwo\n--real--\n";
  const auto alone = scan("Content-Type: multipart/mixed; boundary=other\n\n" + parts);
  EXPECT_THAT(types_of(alone), ElementsAre("multipart/mixed", "text/plain", "image/png"));
  EXPECT_TRUE(alone.problems.wrong_boundary);
  const auto inside = scan(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
      "Content-Type: multipart/mixed; boundary=other\n\n" +
      parts + "--b--\n");
  EXPECT_THAT(inside.parts[1].children, ElementsAre(2U, 3U));
}

TEST(Scan, BoundaryIsNotGuessedFromTheMultipartAround) {
  for (const std::string parameter : {"", "; boundary=other"}) {
    const auto message =
        scan("Content-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: multipart/mixed" +
             parameter + "\n\none\n--outer\nContent-Type: text/plain\n\ntwo\n--outer--\n");
    EXPECT_THAT(message.root().children, ElementsAre(1U, 2U)) << parameter;
  }
}

TEST(Scan, BoundaryIsNotGuessedFromWhatAMultipartQuotesFarBelow) {
  std::string mail = "Content-Type: multipart/report; boundary=b\n\n";
  for (int i = 0; i < 20; ++i) mail += "Your message could not be delivered.\n";
  EXPECT_THAT(scan(mail + "--old\nContent-Type: text/plain\n\none\n--old--\n").parts, SizeIs(1));
}

TEST(Scan, MultipartWithoutAnyDelimiterIsALeaf) {
  const auto message = scan("Content-Type: multipart/mixed; boundary=b\n\njust text\n");
  ASSERT_THAT(message.parts, SizeIs(1));
  EXPECT_FALSE(message.root().is_container());
}

TEST(Scan, MboxLineAndLeadingBlankLinesAreNoHeader) {
  EXPECT_EQ(scan("From a@example.com Sat Nov 21 09:00:00 2026\nSubject: x\n\nb").field("subject"), "x");
  EXPECT_EQ(scan("\r\n\n\r\nSubject: x\r\n\r\nb").field("subject"), "x");
}

TEST(Scan, MissingBlankLineBeginsTheBodyAtTheFirstLineThatIsNoField) {
  const auto message = scan("Subject: x\nHello,\nhow are you\n");
  EXPECT_EQ(message.field("subject"), "x");
  EXPECT_EQ(message.root().body, "Hello,\nhow are you\n");
  EXPECT_TRUE(message.problems.missing_blank_line);
}

TEST(Scan, JunkBetweenFieldsIsPassedOver) {
  const auto message = scan("X-Long: abc\ndef without folding\nSubject: x\n\nbody");
  EXPECT_EQ(message.field("subject"), "x");
  EXPECT_EQ(message.root().body, "body");
  EXPECT_TRUE(message.problems.junk_in_header);
}

TEST(Scan, DelimiterEndsAHeaderWithoutABlankLine) {
  const auto message =
      scan("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n--b\n\ntwo\n--b--\n");
  ASSERT_THAT(message.parts, SizeIs(3));
  EXPECT_EQ(message.parts[1].body, "");
  EXPECT_EQ(message.parts[2].body, "two");
}

TEST(Scan, BareCarriageReturnsEndLinesWhereThereAreNoOthers) {
  const auto message = scan("Subject: x\rTo: a@example.com\r\rbody\r");
  EXPECT_EQ(message.field("subject"), "x");
  EXPECT_EQ(message.root().body, "body\r");
}

TEST(Scan, ObsoleteBlankBeforeTheColonIsAccepted) {
  EXPECT_EQ(scan("Subject : x\n\n").field("subject"), "x");
}

TEST(Scan, ConflictingContentTypesAreNoticed) {
  EXPECT_TRUE(
      scan("Content-Type: text/plain\nContent-Type: text/html\n\n").problems.conflicting_content_fields);
  EXPECT_TRUE(
      scan("Content-Type: multipart/mixed; boundary=a; boundary=b\n\n").problems.conflicting_content_fields);
  EXPECT_FALSE(
      scan("Content-Type: text/plain\nContent-Type: text/plain\n\n").problems.conflicting_content_fields);
}

TEST(Parameters, SemicolonsAndEscapesInQuotesBelongToTheValue) {
  const auto value = parse_parameterized("Attachment; filename=\"a;b \\\"c\\\".txt\"; size=3");
  EXPECT_EQ(value.word, "attachment");
  EXPECT_EQ(value.get("filename"), "a;b \"c\".txt");
  EXPECT_EQ(value.get("size"), "3");
}

TEST(Parameters, BackslashesOfWindowsPathsStay) {
  EXPECT_EQ(parse_parameterized("x/y; name=\"C:\\temp\\a.txt\"").get("name"), "C:\\temp\\a.txt");
}

TEST(Parameters, ContinuationsAreJoinedInTheirOrder) {
  const auto value = parse_parameterized("x/y; name*1*=%20b; name*0*=utf-8'en'%EA%B0%80; name*2=\".txt\"");
  const auto* name = value.find("name");
  ASSERT_NE(name, nullptr);
  EXPECT_EQ(name->value, "\xea\xb0\x80 b.txt");
  EXPECT_EQ(name->charset, "utf-8");
}

TEST(Parameters, ExtendedValueWinsOverThePlainOne) {
  EXPECT_EQ(parse_parameterized("a; filename=\"plain.txt\"; filename*=utf-8''ext.txt").get("filename"),
            "ext.txt");
  EXPECT_EQ(parse_parameterized("a; filename*=utf-8''ext.txt; filename=\"plain.txt\"").get("filename"),
            "ext.txt");
}

TEST(Parameters, UnquotedBlanksMissingSemicolonsAndCommentsAreRead) {
  EXPECT_EQ(parse_parameterized("a/b; name=my file.pdf; x=1").get("name"), "my file.pdf");
  EXPECT_EQ(parse_parameterized("text/plain; charset=utf-8 name=a.txt").get("name"), "a.txt");
  EXPECT_EQ(parse_parameterized("text/plain; charset=us-ascii (Plain text)").get("charset"), "us-ascii");
  EXPECT_EQ(parse_parameterized("text / plain ; charset = \"utf-8\"").word, "text/plain");
}

TEST(Parameters, TheWordMayHaveQuotesAnIdleSlashOrACommaBehindIt) {
  for (const auto* written : {"text/plain, charset=utf-8", "text/plain,charset=utf-8",
                              "text/plain/; charset=utf-8", "\"text/plain\"; charset=utf-8"}) {
    const auto value = parse_parameterized(written);
    EXPECT_EQ(value.word, "text/plain") << written;
    EXPECT_EQ(value.get("charset"), "utf-8") << written;
  }
}

TEST(Parameters, OneInThePlaceOfTheWordIsStillOne) {
  for (const auto* written : {"filename=a.pdf", "filename = \"a.pdf\"; size=3"}) {
    const auto value = parse_parameterized(written);
    EXPECT_EQ(value.word, "") << written;
    EXPECT_EQ(value.get("filename"), "a.pdf") << written;
  }
}

TEST(TransferEncoding, QuotesAroundItsNameAreNoPartOfIt) {
  EXPECT_EQ(transfer_encoding_named("\"base64\""), TransferEncoding::base64);
  EXPECT_EQ(transfer_encoding_named("\"Quoted-Printable\""), TransferEncoding::quoted_printable);
}

TEST(DecodedBody, AFooterBelowBase64IsReadAsItStands) {
  const std::string head = "Content-Transfer-Encoding: base64\n\n";
  const auto body = [&](const std::string& text) {
    const auto mail = head + text;
    return decoded_body(scan(mail).root());
  };
  EXPECT_EQ(body("SGVsbG8gdGhlcmUuCg==\n\n-- \nadded by a list\n"), "Hello there.\n\n-- \nadded by a list\n");
  EXPECT_EQ(body("SGVsbG8gdGhlcmUuCg==\n"), "Hello there.\n");
  EXPECT_EQ(body("Dear\n\nall, this is no base64\n"), "Dear\n\nall, this is no base64\n");
}

TEST(DecodedBody, EachTransferEncodingIsUndone) {
  const auto body = [](std::string_view encoding, std::string_view text) {
    const auto mail = "Content-Transfer-Encoding: " + std::string(encoding) + "\n\n" + std::string(text);
    return decoded_body(scan(mail).root());
  };
  EXPECT_EQ(body("base64", "YWJj\nZGU=\n"), "abcde");
  EXPECT_EQ(body("BASE64 ", "YWI=YWI="), "abab");
  EXPECT_EQ(body("quoted-printable", "a=20=\nb=3D \nc=X"), "a b=\nc=X");
  EXPECT_EQ(body("x-uuencode", "begin 644 a.txt\n#86)C\n`\nend\n"), "abc");
  EXPECT_EQ(body("8bit", "plain"), "plain");
  EXPECT_EQ(body("base64", "this is no base64 at all, just words"), "this is no base64 at all, just words");
}

}  // namespace
}  // namespace ticketd::parsers
