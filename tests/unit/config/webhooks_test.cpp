#include "config/load.h"
#include "core/text.h"
#include "tests/unit/config/workspace.h"

#include <gmock/gmock.h>

namespace ticketd::config {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

std::string complaints(const std::string& text) {
  const auto desk = parse_desk(text, "desk.toml");
  return desk ? std::string{} : desk.error().detail;
}

std::string rule_that(const std::string& action, const std::string& on = "\"created\"") {
  return "[[rule]]\nname = \"r\"\non = " + on + "\nthen = [ " + action + " ]\n";
}

constexpr auto ops = R"([[webhook]]
name = "ops"
url = "https://hooks.example.com/in"
)";

}  // namespace

TEST(Webhooks, AreReadWithTheirDefaults) {
  const auto desk = parse_desk(std::string(ops) + rule_that("{ webhook = \"ops\" }"), "desk.toml");
  ASSERT_TRUE(desk) << desk.error().detail;
  ASSERT_THAT(desk->webhooks, SizeIs(1));
  const auto& webhook = desk->webhooks.front();
  EXPECT_EQ(webhook.format, core::WebhookFormat::json);
  EXPECT_EQ(webhook.timeout, std::chrono::seconds(10));
  EXPECT_FALSE(webhook.tells_notes);
  EXPECT_TRUE(webhook.repeats_uncertain);
  EXPECT_EQ(std::get<core::action::CallWebhook>(desk->rules.back().then.at(0)).name, "ops");
}

TEST(Webhooks, ARuleMayOnlyCallOneThatIsThere) {
  EXPECT_THAT(complaints(rule_that("{ webhook = \"opps\" }")), HasSubstr("unknown webhook \"opps\""));
}

TEST(Webhooks, NeedSomewhereToGo) {
  EXPECT_THAT(complaints("[[webhook]]\nname = \"a\"\n"), HasSubstr("needs a url"));
  EXPECT_THAT(complaints("[[webhook]]\nname = \"a\"\nurl = \"ftp://x\"\n"), HasSubstr("is not https://"));
  EXPECT_THAT(complaints(std::string(ops) + ops), HasSubstr("there is another webhook \"ops\""));
  EXPECT_THAT(complaints("[[webhook]]\nname = \"a b\"\nurl = \"https://x\"\n"), HasSubstr("blanks"));
}

TEST(Webhooks, AWordThatCannotBeFilledInIsAnErrorWithItsLine) {
  EXPECT_THAT(complaints(std::string(ops) + "format = \"slack\"\ntext = \"{{subject}}\\n{{phone}}\"\n"),
              HasSubstr("line 2: unknown variable \"phone\""));
  EXPECT_THAT(complaints(std::string(ops) + "format = \"custom\"\n"), HasSubstr("body"));
  EXPECT_THAT(complaints(std::string(ops) + "body = \"x\"\n"), HasSubstr("is of format = \"custom\""));
  EXPECT_THAT(complaints(std::string(ops) +
                         "format = \"custom\"\nbody = \"{{subject}}\"\ncontent_type = \"text/html\"\n"),
              HasSubstr("no values can be written as \"text/html\""));
}

TEST(Webhooks, ASnoozeIsATimeOrTheNextBusinessHours) {
  EXPECT_THAT(complaints(rule_that("{ snooze = \"2d\" }")), IsEmpty());
  EXPECT_THAT(complaints(rule_that("{ snooze = \"soon\" }")), HasSubstr("must be a time"));
  EXPECT_THAT(complaints(rule_that("{ snooze = \"business_hours\" }")), HasSubstr("no [[calendar]]"));
}

TEST(ShippedRules, CanBeSwitchedOnAndOffByName) {
  const auto enabled = [](const std::string& text, const std::string& name) {
    const auto desk = parse_desk(text, "desk.toml");
    EXPECT_TRUE(desk) << desk.error().detail;
    for (const auto& rule : desk->rules)
      if (rule.name == name) return rule.enabled;
    ADD_FAILURE() << name;
    return false;
  };
  EXPECT_FALSE(enabled("", "warn-before-closing"));
  EXPECT_TRUE(enabled("[rules]\nenable = [\"warn-before-closing\"]\n", "warn-before-closing"));
  EXPECT_FALSE(enabled("[rules]\ndisable = [\"thanks-closes\"]\n", "thanks-closes"));
  EXPECT_THAT(complaints("[rules]\nenable = [\"warn\"]\n"), HasSubstr("no shipped rule is called \"warn\""));
  EXPECT_THAT(complaints("[rules]\nenable = [\"warn-before-closing\"]\n" + rule_that("{ stop = true }")),
              HasSubstr("the rules of this desk stand instead"));
  EXPECT_FALSE(
      enabled("[rules]\ndisable = [\"tell-of-note\"]\n" + rule_that("{ stop = true }"), "tell-of-note"));
}

TEST(Webhooks, ASurveyIsAskedForByARuleAndItsScoreIsACondition) {
  EXPECT_THAT(complaints(rule_that("{ survey = true }", "\"state_changed\"")), IsEmpty());
  EXPECT_THAT(complaints("[[rule]]\nname = \"r\"\non = \"rated\"\nwhen = { score = \"< 3\" }\nthen = [ { "
                         "notify = \"manager\" } ]\n"),
              IsEmpty());
}

}  // namespace ticketd::config
