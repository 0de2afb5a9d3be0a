// Mails made to break a reader: each must be read in time and memory that grow with its size only, and give a
// Mail.
#include "core/text.h"
#include "parsers/message.h"
#include "parsers/parse.h"
#include "tests/unit/parsers/memory.h"

#include <gmock/gmock.h>
#include <malloc.h>

#include <ctime>
#include <fstream>
#include <string>

namespace ticketd::parsers {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(_GLIBCXX_ASSERTIONS)
constexpr int slowness = 30;  // instrumented and not optimised
#else
constexpr int slowness = 1;
#endif

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// The promise for any input: at most a second per 10 MiB, with half a second for whatever is small, and at
/// most four times its size of memory, with a few mebibytes for tables that are built once.
core::Mail parse_in_bounds(const std::string& mail) {
  const auto begin = std::clock();  // of the processor: other programs do not count
  const test::PeakMemory memory;
  auto read = parse(mail);
  const auto most = memory.bytes();
  const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  const double allowed = 0.5 + static_cast<double>(mail.size()) / (10 * 1024 * 1024);
  EXPECT_LT(took, allowed * slowness) << mail.size() << " bytes";
  EXPECT_LE(most, 4 * mail.size() + 8 * 1024 * 1024)
      << mail.size() << " bytes of " << testing::PrintToString(mail.substr(0, 80));
  EXPECT_EQ(read.size, mail.size());
  return read;
}

TEST(HostileMail, SixtyThousandNestedMultipartsAreReadDownToTheLimit) {
  std::string mail = "Subject: deep\r\n";
  for (int i = 0; i < 60'000; ++i) {
    const auto boundary = "b" + std::to_string(i);
    mail += "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n";
  }
  const auto read = parse_in_bounds(mail + "\r\nend\r\n");
  EXPECT_EQ(read.subject, "deep");
  EXPECT_THAT(read.problems, Contains(HasSubstr("nested too deep")));
}

TEST(HostileMail, SixtyThousandNestedMessagesAreReadDownToTheLimit) {
  const auto mail = repeated("Content-Type: message/rfc822\r\n\r\n", 60'000) + "Subject: core\r\n\r\nend\r\n";
  EXPECT_THAT(parse_in_bounds(mail).problems, Contains(HasSubstr("nested too deep")));
}

TEST(HostileMail, NestedMultipartsWithOneBoundaryAreReadOnce) {
  const auto level = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
  parse_in_bounds(repeated(level, 100'000) + "\r\nend\r\n" + repeated("--b--\r\n", 100'000));
}

TEST(HostileMail, AMillionHeaderFieldsAreReadUpToTheLimit) {
  const auto read =
      parse_in_bounds("Subject: first\r\n" + repeated("X-A: b\r\n", 1'000'000) + "\r\nbody\r\n");
  EXPECT_EQ(read.subject, "first");
  EXPECT_EQ(read.text, "body\n");
  EXPECT_THAT(read.problems, Contains(HasSubstr("too many header fields")));
}

TEST(HostileMail, ATenMegabyteFieldIsCut) {
  const auto read =
      parse_in_bounds("Subject: " + std::string(10'000'000, 'x') + "\r\nFrom: a@example.com\r\n\r\nbody\r\n");
  EXPECT_LE(read.subject.size(), Limits().field_bytes);
  EXPECT_EQ(read.text, "body\n");
}

TEST(HostileMail, AFieldFoldedIntoAMillionLinesIsCut) {
  const auto read = parse_in_bounds("Subject: x\r\n" + repeated(" y\r\n", 1'000'000) + "\r\nbody\r\n");
  EXPECT_EQ(read.text, "body\n");
  EXPECT_THAT(read.problems, Contains(HasSubstr("too long")));
}

TEST(HostileMail, AHundredThousandAddressesAreReadUpToTheLimit) {
  const auto read = parse_in_bounds("To: " + repeated("Name <someone@example.com>,\r\n ", 100'000) +
                                    "end@example.com\r\n\r\nx\r\n");
  EXPECT_LE(read.to.size(), Limits().addresses);
  EXPECT_THAT(read.to, Not(IsEmpty()));
}

TEST(HostileMail, NestedGroupsCommentsAndBracketsInAddressesAreFlat) {
  parse_in_bounds("To: " + repeated("g:", 10'000) + "a@example.com" + repeated(";", 10'000) +
                  "\r\n\r\nx\r\n");
  parse_in_bounds("To: " + repeated("(", 50'000) + "\r\nCc: " + repeated("<", 30'000) +
                  "\r\nFrom: " + repeated("\"", 30'000) + "\r\n\r\n");
  parse_in_bounds("Content-Type: text/plain" + repeated("(", 60'000) + "\r\n\r\nx\r\n");
}

TEST(HostileMail, AddressFieldsThatCrashOtherReadersGiveNobody) {
  for (const auto* field : {"To: undisclosed-recipients:", "To: :", "To: a:", "Cc: ,,,;;;:", "Cc: <",
                            "To: \"", "To: (", "To: @", "To: <@>", "To: \"\\"})
    EXPECT_THAT(parse_in_bounds(std::string(field) + "\r\n\r\nx\r\n").to, IsEmpty()) << field;
}

TEST(HostileMail, AHundredThousandPartsAreReadUpToTheLimit) {
  const auto read =
      parse_in_bounds("Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                      repeated("--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 100'000) + "--b--\r\n");
  EXPECT_LE(read.attachments.size(), Limits().parts);
  EXPECT_THAT(read.problems, Contains(HasSubstr("too many parts")));
}

TEST(HostileMail, AHundredThousandTextAlternativesAreReadInLinearTime) {
  parse_in_bounds("Content-Type: multipart/alternative; boundary=b\r\n\r\n" +
                  repeated("--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n", 100'000) + "--b--\r\n");
}

TEST(HostileMail, AHundredThousandParametersAreReadUpToTheLimit) {
  std::string type = "Content-Type: text/plain";
  for (int i = 0; i < 100'000; ++i) type += ";\r\n a*" + std::to_string(i) + "*=x";
  EXPECT_EQ(parse_in_bounds(type + "\r\n\r\nbody\r\n").text, "body\n");
}

TEST(HostileMail, AFloodOfEncodedWordsIsDecodedInLinearTime) {
  parse_in_bounds("Subject: " + repeated("=?utf-8?q?=EC=95=88?= ", 500'000) + "\r\n\r\nx\r\n");
  parse_in_bounds("Subject: " + repeated("=?a?q?", 500'000) + "\r\n\r\nx\r\n");
  parse_in_bounds("From: " + repeated("=?a?b?=", 500'000) + " <a@example.com>\r\n\r\nx\r\n");
}

TEST(HostileMail, AMegabyteOfEachBadEncodingIsDecodedInLinearTime) {
  const auto with = [](std::string_view encoding, const std::string& body) {
    return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + std::string(encoding) +
           "\r\n\r\n" + body;
  };
  parse_in_bounds(with("base64", repeated("====", 5'000'000)));
  parse_in_bounds(with("base64", repeated("QUJD", 5'000'000)));
  parse_in_bounds(with("quoted-printable", repeated("=", 20'000'000)));
  parse_in_bounds(with("quoted-printable", repeated("=\r\n", 5'000'000)));
  parse_in_bounds(with("quoted-printable", std::string(20'000'000, ' ')));
  parse_in_bounds(with("x-uuencode", "begin 644 a\r\n" + repeated("M\r\n", 5'000'000)));
}

TEST(HostileMail, HtmlNestedAHundredThousandTimesBecomesText) {
  const std::string header = "Content-Type: text/html\r\n\r\n";
  for (const auto* tag : {"<div>", "<blockquote>", "<ul><li>", "<table><tr><td>", "<b>", "<font size=1>",
                          "<a href=x>", "<pre>", "<p>"}) {
    const auto read = parse_in_bounds(header + "top" + repeated(tag, 100'000) + "deep");
    EXPECT_THAT(read.text, HasSubstr("top")) << tag;
    if (repeated(tag, 100'000).size() < Limits().html_bytes) {
      EXPECT_THAT(read.text, HasSubstr("deep")) << tag;
    }
  }
}

TEST(HostileMail, HtmlThatNeverEndsItsMarkupIsReadInLinearTime) {
  const std::string header = "Content-Type: text/html\r\n\r\n";
  for (const auto* piece : {"<!--", "<script>", "<style><", "<a href='", "<svg>", "<title>", "&", "&#", "<x",
                            "</", "<![CDATA[", "<object><iframe>"})
    parse_in_bounds(header + repeated(piece, 500'000));
  std::string attributes = "<p";
  for (int i = 0; i < 200'000; ++i) attributes += " a" + std::to_string(i) + "=1";
  parse_in_bounds(header + attributes + ">text");
}

TEST(HostileMail, ThirtyMegabytesOfAnythingAreReadInTime) {
  parse_in_bounds(std::string(30'000'000, '\0'));
  parse_in_bounds(std::string(30'000'000, '\n'));
  parse_in_bounds(std::string(30'000'000, '\r'));
  parse_in_bounds(std::string(30'000'000, '-'));
  parse_in_bounds(repeated("--\n", 10'000'000));
  parse_in_bounds(repeated("\xff\xfe", 15'000'000));
  parse_in_bounds("\n\n" + repeated("> ", 15'000'000));
  parse_in_bounds("Subject: x\n\n" + repeated("From: a@example.com\n", 1'500'000));
}

TEST(HostileMail, QuotedLinesByTheMillionAreReadInLinearTime) {
  const std::string header = "Subject: Re: x\n\nanswer\n\n";
  const auto read = parse_in_bounds(header + "On Mon, Nov 2, 2026 at 10:05 Ann <ann@example.com> wrote:\n" +
                                    repeated("> quoted\n", 1'000'000));
  EXPECT_EQ(read.new_text, "answer");
  parse_in_bounds(header + repeated("> quoted\nanswer\n", 500'000));
  parse_in_bounds(header + repeated(">", 1'000'000) + " deep\n" + repeated(">>>> \n", 1'000'000));
}

TEST(HostileMail, LinesThatLookLikeAQuotesBeginningAreReadInLinearTime) {
  const std::string header = "Subject: Fwd: x\n\nlook\n\n";
  for (const auto* line :
       {"On Mon, Nov 2, 2026 at 10:05 Ann <ann@example.com> wrote:\n", "-----Original Message-----\n",
        "From: a@example.com\nSent: Monday\nTo: b@example.com\nSubject: x\n\n", "Best regards,\n", "-- \n",
        "________________________________\n",
        "2026년 11월 2일 (월) 오전 10:05, 김 <a@example.com>님이 작성:\n"})
    parse_in_bounds(header + repeated(line, 100'000));
}

TEST(HostileMail, AttachedMailsByTheThousandAreNoForwards) {
  const auto read = parse_in_bounds(
      "From: a@example.com\nSubject: Fwd: x\nContent-Type: multipart/mixed; boundary=b\n\n" +
      repeated("--b\nContent-Type: message/rfc822\n\nFrom: a@example.com\n\nx\n", 5'000) + "--b--\n");
  EXPECT_FALSE(read.forwarded);
}

TEST(HostileMail, WinmailWithLyingLengthsIsReadInBounds) {
  // Signature and key, then an attribute at the mail's level that claims to be as long as four bytes can say.
  std::string winmail = "\x78\x9f\x3e\x22";
  winmail += std::string("\x01\x00", 2);
  for (const auto* length : {"\xff\xff\xff\xff", "\xff\xff\xff\x7f", "\x00\x00\x10\x00"})
    for (const auto* attribute : {"\x01\x03\x90\x06\x00", "\x02\x0f\x80\x06\x00", "\x02\x05\x90\x06\x00"}) {
      auto claims = winmail + std::string(attribute, 5) + std::string(length, 4);
      for (int i = 0; i < 1000; ++i) claims += std::string("\xff\xff\xff\x0f\x00\x00\x1f\x00", 8);
      parse_in_bounds("Content-Type: application/ms-tnef; name=winmail.dat\n\n" + claims);
    }
}

TEST(HostileMail, YencPiecesByTheThousandAreJoinedInLinearTime) {
  std::string text = "Subject: x\n\n";
  for (int i = 0; i < 50'000; ++i)
    text += "=ybegin part=" + std::to_string(i + 1) +
            " size=9 name=a\n=ypart begin=" + std::to_string(i + 1) + " end=9\nk\n=yend\n";
  parse_in_bounds(text);
}

TEST(HostileMail, HiddenHtmlThatNeverEndsIsReadTwiceAtMost) {
  parse_in_bounds("Content-Type: text/html\n\n" + repeated("<div style='display:none'>x", 300'000));
  parse_in_bounds("Content-Type: text/html\n\n" + repeated("<p style='display:none'>x</p><i>", 200'000));
}

/// A figure of the kernel about this process, in bytes.
std::size_t memory(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return std::stoul(line.substr(name.size() + 1)) * 1024;
  return 0;
}

/// The promise for any input: four times its size, the mail itself included.
void expect_little_memory(const std::string& mail) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak counts from here
  const auto before = memory("VmRSS:");
  const auto read = parse(mail);
  const auto taken = memory("VmHWM:") - before;
  constexpr std::size_t small_things = 8 * 1024 * 1024;
  EXPECT_GT(memory("VmHWM:"), mail.size());
  if (slowness > 1) return;  // a sanitizer's shadow is no memory of ours
  EXPECT_LE(mail.size() + taken, 4 * mail.size() + small_things);
}

TEST(HostileMail, NoMailTakesMoreThanFourTimesItsSize) {
  const auto mail = [](std::string_view type, std::string_view encoding, const std::string& body) {
    return "From: a@example.com\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Transfer-Encoding: " + std::string(encoding) + "\r\n\r\n" + body;
  };
  const std::string greeting = "\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4 ";  // 안녕하세요
  expect_little_memory(
      mail("text/plain; charset=euc-kr", "8bit", repeated(greeting + greeting + "\r\n", 900'000)));
  expect_little_memory(mail("text/plain; charset=windows-1252", "8bit", std::string(20'000'000, '\x80')));
  expect_little_memory(mail("text/html", "7bit", repeated("<p>a &amp; b</p>\n", 1'200'000)));
  expect_little_memory(mail("text/plain", "quoted-printable", repeated("=C3=A4 and so on=\r\n", 1'000'000)));
  expect_little_memory(mail("application/pdf", "base64", repeated(std::string(76, 'A') + "\r\n", 250'000)));
  expect_little_memory("Subject: x\n\n" + std::string(20'000'000, '\n'));
}

TEST(HostileMail, JunkLinesInTheHeaderAreReadInLinearTime) {
  parse_in_bounds(repeated("no field\r\n", 3'000'000));
  parse_in_bounds("From: a@example.com\r\n" + repeated("junk\r\n", 60) +
                  repeated("X-A: b\r\n" + repeated("junk\r\n", 60), 50'000));
}

TEST(HostileMail, NothingIsEmptyAndEmptyIsAMail) {
  const auto read = parse("");
  EXPECT_EQ(read.size, 0U);
  EXPECT_THAT(read.attachments, IsEmpty());
  EXPECT_FALSE(read.one_author);
}

TEST(HostileMail, EveryPrefixOfAMailIsAMail) {
  const std::string mail =
      "From: =?euc-kr?B?sei5zsH2?= <kim@example.com>\r\nContent-Type: multipart/mixed; "
      "boundary=\"b\"\r\n\r\n--b\r\n"
      "Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: "
      "quoted-printable\r\n\r\n<p>a=20&amp;</p>\r\n--b\r\n"
      "Content-Type: image/png; name*0*=utf-8''%41; name*1=b.png\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\nQUJD\r\n--b--\r\n";
  for (std::size_t length = 0; length <= mail.size(); ++length)
    EXPECT_EQ(parse(std::string_view(mail).substr(0, length)).size, length);
}

}  // namespace
}  // namespace ticketd::parsers
