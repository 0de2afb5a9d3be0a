#include "parsers/flowed.h"
#include "parsers/html.h"
#include "parsers/parse.h"

#include <gmock/gmock.h>

#include <string>

namespace ticketd::parsers {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string multipart(std::string_view subtype, std::initializer_list<std::string_view> parts) {
  std::string mail = "Content-Type: multipart/" + std::string(subtype) + "; boundary=\"b\"\n\n";
  for (const auto part : parts) mail += "--b\n" + std::string(part) + "\n";
  return mail + "--b--\n";
}

TEST(Body, PlainTextOfAnAlternativeIsShownAndHtmlKept) {
  const auto mail =
      parse(multipart("alternative", {"\nplain", "Content-Type: text/html\n\n<p>marked <b>up</b></p>"}));
  EXPECT_EQ(mail.text, "plain");
  EXPECT_EQ(mail.html, "<p>marked <b>up</b></p>");
  EXPECT_THAT(mail.attachments, IsEmpty());
}

TEST(Body, AnAttachedTextKeepsItsBytesAndTellsTheirCharset) {
  const auto mail = parse(multipart("mixed", {"\nhello",
                                              "Content-Type: text/plain; charset=euc-kr; name=log.txt\n"
                                              "Content-Disposition: attachment\n\n\xb7\xce\xb1\xd7"}));
  ASSERT_THAT(mail.attachments, SizeIs(1));
  EXPECT_EQ(mail.attachments[0].charset, "euc-kr");
  EXPECT_EQ(mail.attachments[0].content, "\xb7\xce\xb1\xd7");
}

TEST(Body, HtmlIsShownWherePlainTextSaysNothing) {
  EXPECT_EQ(parse(multipart("alternative", {"\n \n", "Content-Type: text/html\n\n<p>real</p>"})).text,
            "real");
  EXPECT_EQ(parse(multipart("alternative",
                            {"\nThis is an HTML message.", "Content-Type: text/html\n\n<p>real</p>"}))
                .text,
            "real");
}

TEST(Body, TextPartsOfAMixedMailAreJoined) {
  const auto mail =
      parse(multipart("mixed", {"\nfirst", "Content-Type: image/png; name=a.png\n\nx", "\nsecond"}));
  EXPECT_EQ(mail.text, "first\nsecond");
  EXPECT_THAT(mail.attachments, SizeIs(1));
}

TEST(Body, FlowedTextIsJoinedAndQuotesKeepTheirMarks) {
  EXPECT_EQ(unflow("one \ntwo\n\n> a \n> b\n>> c\n-- \nname\n", false),
            "one two\n\n> a b\n>> c\n-- \nname\n");
  EXPECT_EQ(unflow("안녕 \n하세요\n", true), "안녕하세요\n");
  EXPECT_EQ(unflow(" >no quote\n", false), ">no quote\n");
}

TEST(Body, HugeTextIsKeptWholeThoughOnlyItsBeginningIsSearched) {
  std::string text = "hello\n\n";
  while (text.size() < 3 * 1024 * 1024) text += "가나다 word\n";
  const auto mail = parse("Subject: x\n\n" + text);
  EXPECT_EQ(mail.text, text);
  EXPECT_THAT(mail.problems, Contains(HasSubstr("searched and split in its first")));
  EXPECT_TRUE(text.starts_with(mail.new_text) && mail.new_text.ends_with(" word"));
  const std::string syllable = "가";
  std::string unbroken;
  while (unbroken.size() < 2 * 1024 * 1024) unbroken += syllable;
  const auto cut = parse("Subject: x\n\n" + unbroken);
  EXPECT_EQ(cut.text, unbroken);
  EXPECT_EQ(cut.new_text.size(), Limits().searched_text_bytes / syllable.size() * syllable.size());
}

TEST(Attachments, NamesAreDecodedInEveryDress) {
  const auto name_of = [](std::string_view fields) {
    const auto mail = parse(multipart("mixed", {"\ntext", std::string(fields) + "\n\nx"}));
    return mail.attachments.empty() ? std::string("none") : mail.attachments.front().filename;
  };
  EXPECT_EQ(name_of("Content-Type: image/png; name=\"=?ks_c_5601-1987?B?uriw7byt?=.png\""), "보고서.png");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename*=utf-8''%EB%B3%B4%EA%B3%A0.hwp"), "보고.hwp");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename*0*=utf-8''%EB%B3; filename*1*=%B4.hwp"),
            "보.hwp");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename=\"../../x.sh\""), "x.sh");
  EXPECT_EQ(name_of("Content-Type: application/pdf\nContent-Disposition: attachment"), "");
  EXPECT_EQ(name_of("Content-Type: application/pkcs7-signature"), "smime.p7s");
}

TEST(Attachments, InlineImagesAndAttachedMessagesAreKept) {
  const auto mail = parse(multipart(
      "related", {"Content-Type: text/html\n\n<img src=cid:1>",
                  "Content-Type: image/png\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\nQUJD",
                  "Content-Type: message/rfc822\n\nSubject: inner\n\ninner text"}));
  ASSERT_THAT(mail.attachments, SizeIs(2));
  EXPECT_EQ(mail.attachments[0].content, "ABC");
  EXPECT_EQ(mail.attachments[0].content_id, "1");
  EXPECT_EQ(mail.attachments[0].disposition, "inline");
  EXPECT_EQ(mail.attachments[1].content_type, "message/rfc822");
  EXPECT_EQ(mail.attachments[1].content, "Subject: inner\n\ninner text");
  EXPECT_THAT(mail.text, testing::Not(HasSubstr("inner text")));
}

TEST(Attachments, UuencodeAndYencInTextAreFiles) {
  const auto mail = parse(
      "Subject: x\n\nbefore\nbegin 644 ../a.txt\n#86)C\n`\nend\nbetween\n=ybegin line=128 size=3 "
      "name=b.bin\n\x8b\x8c=}\n=yend size=3\nafter\n");
  EXPECT_EQ(mail.text, "before\nbetween\nafter\n");
  ASSERT_THAT(mail.attachments, SizeIs(2));
  EXPECT_EQ(mail.attachments[0].filename, "a.txt");
  EXPECT_EQ(mail.attachments[0].content, "abc");
  EXPECT_EQ(mail.attachments[1].content, std::string("ab\x13", 3));
}

TEST(Attachments, PiecesOfAYencFileAreJoined) {
  const auto piece = [](int part, int begin, const std::string& data) {
    return "=ybegin part=" + std::to_string(part) +
           " line=128 size=6 name=letters.bin\n=ypart begin=" + std::to_string(begin) +
           " end=" + std::to_string(begin + 2) + "\n" + data + "\n=yend size=3\n";
  };
  const auto first = piece(1, 1, "klm"), second = piece(2, 4, "nop");  // each byte plus 42
  const auto in_one_text = parse("Subject: x\n\nhere\n" + first + second);
  ASSERT_THAT(in_one_text.attachments, SizeIs(1));
  EXPECT_EQ(in_one_text.attachments[0].filename, "letters.bin");
  EXPECT_EQ(in_one_text.attachments[0].content, "ABCDEF");

  const auto in_two_parts = parse(multipart("mixed", {"\n" + first, "\n" + second}));
  ASSERT_THAT(in_two_parts.attachments, SizeIs(1));
  EXPECT_EQ(in_two_parts.attachments[0].content, "ABCDEF");

  EXPECT_THAT(parse("Subject: x\n\n" + first + first).attachments, SizeIs(2)) << "two files of one name";
  EXPECT_THAT(parse("Subject: x\n\n" + second).attachments, SizeIs(1))
      << "the first piece came in another mail";
}

TEST(Attachments, SentencesThatBeginLikeABlockStayText) {
  for (const auto* text : {"begin 644 times over\nand never end\n", "begin the day\nend\n",
                           "begin 644 a.txt\n#86)C\n", "=ybegin line=1 name=x\nno end\n"})
    EXPECT_EQ(parse(std::string("Subject: x\n\n") + text).text, text);
}

TEST(Attachments, TextPartSentAsAFileIsNoText) {
  const auto mail = parse(
      multipart("mixed", {"\nletter", "Content-Disposition: attachment; filename=log.txt\n\nlog lines"}));
  EXPECT_EQ(mail.text, "letter");
  ASSERT_THAT(mail.attachments, SizeIs(1));
  EXPECT_EQ(mail.attachments[0].content, "log lines");
}

TEST(Html, ParagraphsListsLinksAndQuotesAreShownAsText) {
  EXPECT_EQ(html_to_text("<p>One</p><p>two<br>three</p>"), "One\n\ntwo\nthree");
  EXPECT_EQ(html_to_text("<ul><li>a<li>b</ul><ol><li>c</li><li>d</li></ol>"), "- a\n- b\n\n1. c\n2. d");
  EXPECT_EQ(html_to_text("see <a href='https://example.com/a?b=1&amp;c=2'>here</a>"),
            "see here <https://example.com/a?b=1&c=2>");
  EXPECT_EQ(html_to_text("<a href='https://example.com/'>example.com</a>"), "example.com");
  EXPECT_EQ(html_to_text("hello<blockquote>a<br>b<blockquote>c</blockquote></blockquote>bye"),
            "hello\n\n> a\n> b\n>\n>> c\n\nbye");
}

TEST(Html, WhatIsNotShownIsLeftOut) {
  EXPECT_EQ(
      html_to_text(
          "<head><title>T</title><style>p{}</style></head><body>a<!-- no --><script>x<y</script>b</body>"),
      "ab");
}

TEST(Html, WhatABrowserHidesIsNoText) {
  for (const auto* hidden :
       {"<div style=\"display:none\">Only for the list</div>",
        "<span style='mso-hide:all; DISPLAY : none !important'>x</span>",
        "<div style=\"max-height:0px;overflow:hidden\">preheader<div>inner</div> outer</div>",
        "<p style=visibility:hidden>x</p>", "<img style='display:none' src=x>"})
    EXPECT_EQ(html_to_text(std::string(hidden) + "<p>Your order</p>"), "Your order") << hidden;
}

TEST(Html, AHiddenElementThatIsNeverClosedHidesNothing) {
  EXPECT_EQ(html_to_text("<p>one</p><div style=\"display:none\">two<p>three"), "one\n\ntwo\n\nthree");
}

TEST(Html, EntitiesAndBlanksAreReadAsBrowsersDo) {
  EXPECT_EQ(html_to_text("a&nbsp;&lt;b&gt; &#44032;&#xac01; &eacute; &unknown; & &copy"),
            "a <b> 가각 é &unknown; & ©");
  EXPECT_EQ(html_to_text("a \n\t b<pre>c  d\ne</pre>"), "a b\n\nc  d\ne");
  EXPECT_EQ(html_to_text("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2");
}

TEST(Html, OneBlankStandsBetweenWordsWhateverStoodThere) {
  for (std::size_t length = 1; length < 40; ++length)
    for (const std::string blanks : {" ", "  ", "\n", " \n ", "\t"}) {
      const std::string word(length, 'w');
      EXPECT_EQ(html_to_text(word + blanks + "a b" + blanks + word + blanks), word + " a b " + word);
      EXPECT_EQ(html_to_text(blanks + word + blanks + "<i>b</i>" + blanks + word), word + " b " + word);
    }
}

TEST(Html, CharsetOfTheMarkupIsUsedWhereTheHeaderHasNone) {
  const auto mail = parse(
      "Content-Type: text/html\n\n<meta http-equiv=x content=\"text/html; charset=euc-kr\"><p>\xb0\xa1</p>");
  EXPECT_EQ(mail.text, "가");
}

}  // namespace
}  // namespace ticketd::parsers
