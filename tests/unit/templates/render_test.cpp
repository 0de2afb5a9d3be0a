#include "templates/render.h"

#include "core/desk_text.h"
#include "core/own_notice.h"
#include "core/text.h"
#include "letters.h"

#include <gmock/gmock.h>

namespace ticketd::templates {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string complaint(const std::string& file, const std::string& content) {
  Templates templates;
  const auto added = templates.add(file, content);
  return added ? "accepted" : added.error().detail;
}

TEST(Templates, EveryShippedTextRendersInEveryLanguageWithAllItsVariables) {
  ASSERT_TRUE(shipped_templates());
  for (const auto kind : all_kinds()) {
    for (const std::string language : {"ko", "en"}) {
      const auto letter = full_letter(kind, language);
      const auto content = shipped().render(letter);
      ASSERT_TRUE(content) << core::name_of(kind);
      EXPECT_THAT(content->text, Not(HasSubstr("{{"))) << core::name_of(kind);
      EXPECT_THAT(content->html, HasSubstr("<html lang=\"" + language)) << core::name_of(kind);
      if (letter.variables.contains("text")) {
        EXPECT_THAT(content->text, HasSubstr("value of text")) << core::name_of(kind);
        EXPECT_THAT(content->html, HasSubstr("value of text")) << core::name_of(kind);
      }
    }
  }
}

TEST(Templates, EveryShippedTextRendersWithoutAnyVariable) {
  for (const auto kind : all_kinds()) {
    auto letter = full_letter(kind, "ko");
    letter.variables.clear();
    const auto content = shipped().render(letter);
    ASSERT_TRUE(content) << core::name_of(kind);
    EXPECT_THAT(content->text, Not(HasSubstr("{{"))) << core::name_of(kind);
  }
}

TEST(Templates, AcknowledgementHoldsNothingThatTheSenderChose) {
  auto letter = full_letter(core::LetterKind::acknowledgement, "en");
  letter.variables["text"] = letter.variables["subject"] = letter.variables["author"] =
      "buy at http://evil.example";
  const auto content = shipped().render(letter);
  EXPECT_THAT(content->text, Not(HasSubstr("evil")));
  EXPECT_THAT(content->html, Not(HasSubstr("evil")));
}

TEST(Templates, PublicReplyIsTheTextAndNothingElse) {
  const auto content = shipped().render(answer_to_customer());
  EXPECT_EQ(content->text, "안녕하세요.\n\n오늘 발송했습니다.\n감사합니다.\n");
}

TEST(Templates, NoticeSaysWhoWroteAndHowToAnswer) {
  auto letter = full_letter(core::LetterKind::new_ticket, "ko");
  letter.variables["author_name"] = "홍길동";
  letter.variables["author_address"] = "hong@customer.example";
  letter.variables["author_role"] = "requester";
  const auto content = shipped().render(letter);
  EXPECT_THAT(content->text, HasSubstr("보낸 사람: 홍길동 <hong@customer.example> (고객)\n"));
  EXPECT_THAT(content->text, HasSubstr("#메모"));
  EXPECT_THAT(content->html, HasSubstr("홍길동 &lt;hong@customer.example&gt; (고객)"));
}

TEST(Templates, EveryStateAndRoleHasAWordInEveryLanguage) {
  const auto shown = [](const char* variable, std::string_view value, const std::string& language) {
    auto letter = full_letter(core::LetterKind::new_ticket, language);
    letter.variables = {{variable, std::string(value)}};
    return shipped().render(letter)->text;
  };
  for (const auto state : core::names_of<core::State>) {
    EXPECT_THAT(shown("state", state, "ko"), Not(HasSubstr(": " + std::string(state))));
    EXPECT_THAT(shown("state", state, "en"), HasSubstr("State: "));
  }
  for (const auto role : core::names_of<core::Role>)
    EXPECT_THAT(shown("author_role", role, "ko"), Not(HasSubstr(std::string(role))));
  EXPECT_THAT(shown("state", "waiting_on_customer", "en"), HasSubstr("State: waiting for the customer"));
}

TEST(Templates, ANoticeIsKnownAgainWhereAnAgentQuotesIt) {
  for (const std::string language : {"ko", "en"})
    for (const auto kind : {core::LetterKind::new_ticket, core::LetterKind::customer_reply}) {
      std::string quoted;
      for (const auto line : core::split_lines(shipped().render(full_letter(kind, language))->text))
        quoted.append("> ").append(line).push_back('\n');
      EXPECT_TRUE(core::quotes_our_notice(quoted)) << quoted;
    }
}

TEST(Templates, NoticeWarnsOfAnAuthorWhoIsNotProven) {
  auto letter = full_letter(core::LetterKind::customer_reply, "ko");
  letter.variables["trust"] = "unproven";
  EXPECT_THAT(shipped().render(letter)->text, HasSubstr("주의: 보낸 사람이 본인인지 확인되지 않은"));
  for (const auto* trust : {"plausible", "proven"}) {
    letter.variables["trust"] = trust;
    EXPECT_THAT(shipped().render(letter)->text, Not(HasSubstr("주의"))) << trust;
  }
}

TEST(Templates, RefusedCommandsAreAnsweredWithWhatWasUnderstood) {
  auto letter = full_letter(core::LetterKind::command_result, "en");
  EXPECT_THAT(shipped().render(letter)->text,
              AllOf(HasSubstr("None of the commands"), HasSubstr("These were understood:\nvalue of done")));
  letter.variables.erase("problems");
  EXPECT_THAT(shipped().render(letter)->text,
              AllOf(HasSubstr("This was done:\nvalue of done"), Not(HasSubstr("understood"))));
}

TEST(Templates, AnAgentWhoIsProvenIsNotToldOfAForger) {
  auto letter = full_letter(core::LetterKind::unverified, "ko");
  EXPECT_THAT(shipped().render(letter)->text,
              AllOf(HasSubstr("알림 메일에 대한 회신이 아니어서"), Not(HasSubstr("누군가 본인의 이름을"))));
  letter.variables.erase("no_token");
  EXPECT_THAT(shipped().render(letter)->text, HasSubstr("누군가 본인의 이름을"));
}

TEST(Templates, WordsOfAParticipantAreSentOnWithTheName) {
  auto letter = answer_to_customer();
  letter.variables["author_name"] = "이영희";
  EXPECT_THAT(shipped().render(letter)->text, testing::StartsWith("이영희 님의 글:\n\n안녕하세요."));
}

TEST(Templates, LineEndsBehindAValueAreNotShown) {
  auto letter = answer_to_customer();
  letter.variables["text"] = "Hello.\n\n";
  EXPECT_EQ(shipped().render(letter)->text, "Hello.\n");
}

TEST(Templates, HtmlEscapesValuesAndKeepsTheirLines) {
  auto letter = answer_to_customer();
  letter.variables["text"] = "1 < 2 && \"x\"\n<script>alert('a')</script>\n  indented";
  const auto content = shipped().render(letter);
  EXPECT_THAT(
      content->html,
      HasSubstr("1 &lt; 2 &amp;&amp; "
                "&quot;x&quot;<br>\n&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt;<br>\n&nbsp; indented"));
  EXPECT_THAT(content->text, HasSubstr("1 < 2 && \"x\"\n<script>"));
}

TEST(Templates, ValuesAreNeverReadAsTemplates) {
  auto letter = answer_to_customer();
  letter.variables["text"] = "{{mailbox}} {{#x}} {{{text}}}";
  letter.variables["mailbox"] = "Kim";
  EXPECT_EQ(shipped().render(letter)->text, "{{mailbox}} {{#x}} {{{text}}}\n");
}

TEST(Templates, UnknownVariableIsAnErrorWithFileAndLine) {
  EXPECT_THAT(complaint("ko/resolved.txt.mustache", "a\nb {{ticket}}\n{{custmer}}\n"),
              HasSubstr("ko/resolved.txt.mustache:3: unknown variable \"custmer\""));
  EXPECT_THAT(complaint("en/new_ticket.html.mustache", "{{#staet}}x{{/staet}}"),
              HasSubstr("en/new_ticket.html.mustache:1: "));
}

TEST(Templates, RefusesWhatWouldEscapeTheRules) {
  EXPECT_THAT(complaint("ko/resolved.html.mustache", "{{{text}}}"), HasSubstr("escaped"));
  EXPECT_THAT(complaint("ko/resolved.html.mustache", "{{&text}}"), HasSubstr("escaped"));
  EXPECT_THAT(complaint("ko/resolved.html.mustache", "{{> other}}"), HasSubstr("include"));
  EXPECT_THAT(complaint("ko/resolved.html.mustache", "{{=<% %>=}}"), HasSubstr("delimiters"));
  EXPECT_THAT(complaint("ko/resolved.txt.mustache", "one\n{{#text}}two"),
              HasSubstr("ko/resolved.txt.mustache:2: Unclosed section"));
  EXPECT_THAT(complaint("de/resolved.txt.mustache", "x"), HasSubstr("expected ko/NAME"));
  EXPECT_THAT(complaint("ko/resolved.mustache", "x"), HasSubstr("a template ends in"));
}

TEST(Templates, SectionsLeaveNoLinesBehindAndKeepTheirOwn) {
  Templates templates;
  ASSERT_TRUE(templates.add("ko/public_reply.txt.mustache",
                            "a\n{{#author_name}}\n\n{{author_name}}\n\n{{/author_name}}\nb\n"));
  auto letter = answer_to_customer();
  EXPECT_EQ(templates.render(letter)->text, "a\nb\n");
  letter.variables["author_name"] = "Kim";
  EXPECT_EQ(templates.render(letter)->text, "a\n\nKim\n\nb\n");
}

TEST(Templates, MissingTranslationFallsBackToTheOtherLanguage) {
  Templates templates;
  ASSERT_TRUE(templates.add("en/public_reply.txt.mustache", "English: {{text}}\n"));
  EXPECT_THAT(templates.render(answer_to_customer())->text, testing::StartsWith("English: "));
  auto letter = answer_to_customer();
  letter.language = "ja";
  EXPECT_THAT(templates.render(letter)->html, HasSubstr("lang=\"en\""));
}

TEST(Templates, TextThatWasRemovedMeanwhileDoesNotHoldALetterBack) {
  auto letter = answer_to_customer();
  letter.template_name = "gone";
  EXPECT_EQ(shipped().render(letter)->text, shipped().render(answer_to_customer())->text);
}

TEST(Templates, ATextOfTheDesksOwnIsNotSentWithTheShippedPage) {
  core::Desk desk;
  desk.texts = {
      {.name = "acknowledgement", .language = "ko", .mailbox = {}, .text = "접수 {{ticket}}\n", .html = {}}};
  const auto templates = templates_for(desk);
  ASSERT_TRUE(templates) << templates.error().detail;
  auto letter = full_letter(core::LetterKind::acknowledgement, "ko");
  letter.template_name = core::name_in_templates(desk.texts.front());
  const auto acknowledgement = templates->render(letter);
  EXPECT_EQ(acknowledgement->text, "접수 value of ticket\n");
  EXPECT_THAT(acknowledgement->html, HasSubstr("접수 value of ticket<br>"));
}

}  // namespace
}  // namespace ticketd::templates
