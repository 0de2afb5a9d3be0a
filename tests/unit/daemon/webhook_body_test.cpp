// What a call of a webhook says, how it is signed, and where it may go.
#include "daemon/webhook/body.h"
#include "daemon/webhook/public_address.h"
#include "daemon/webhook/rests.h"
#include "daemon/webhook/signature.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ticketd::daemon {

using core::WebhookFormat;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

core::Letter call() {
  core::Letter letter;
  letter.kind = core::LetterKind::webhook;
  letter.variables = {{"id", "7-1790000000000"},
                      {"desk", "desk.example"},
                      {"event", "created"},
                      {"rule", "plant-alarm"},
                      {"at", "2026-11-21T09:00:00Z"},
                      {"ticket", "42"},
                      {"subject", "설비 \"A&B\" <멈춤>"},
                      {"state", "open"},
                      {"priority", "urgent"},
                      {"tags", "plant,night"},
                      {"requester_name", "박"},
                      {"requester_address", "park@customer.example"},
                      {"text", "멈췄어요.\n빨리요!"}};
  return letter;
}

core::Webhook custom(std::string content_type, std::string body) {
  core::Webhook webhook;
  webhook.format = WebhookFormat::custom;
  webhook.content_type = std::move(content_type);
  webhook.body = std::move(body);
  return webhook;
}

}  // namespace

TEST(WebhookBody, AsJsonItTellsTheTicketAndWhatWasSaid) {
  const auto body = json::parse(body_of({}, call()));
  EXPECT_EQ(body.at("id"), "7-1790000000000");
  EXPECT_EQ(body.at("event"), "created");
  EXPECT_EQ(body.at("ticket").at("id"), 42);
  EXPECT_EQ(body.at("ticket").at("subject"), "설비 \"A&B\" <멈춤>");
  EXPECT_EQ(body.at("ticket").at("tags"), json({"plant", "night"}));
  EXPECT_EQ(body.at("ticket").at("requester").at("address"), "park@customer.example");
  EXPECT_TRUE(body.at("ticket").at("assignee").is_null());
  EXPECT_EQ(body.at("entry").at("text"), "멈췄어요.\n빨리요!");
}

TEST(WebhookBody, ForSlackNothingThatACustomerWroteIsAMark) {
  core::Webhook slack;
  slack.format = WebhookFormat::slack;
  const auto text = json::parse(body_of(slack, call())).at("text").get<std::string>();
  EXPECT_NE(text.find("[#42] 설비 \"A&amp;B\" &lt;멈춤&gt;"), std::string::npos) << text;
  slack.text = "<!here> {{subject}}";
  EXPECT_EQ(json::parse(body_of(slack, call())).at("text"), "<!here> 설비 \"A&amp;B\" &lt;멈춤&gt;");
}

TEST(WebhookBody, AValueCanEndNeitherItsStringNorItsField) {
  const auto in_json = body_of(custom("application/json", R"({"msg":"{{subject}} {{text}}"})"), call());
  EXPECT_EQ(json::parse(in_json).at("msg"), "설비 \"A&B\" <멈춤> 멈췄어요.\n빨리요!");
  EXPECT_EQ(
      body_of(custom("application/x-www-form-urlencoded", "to=010&text={{requester_address}}&n={{ticket}}"),
              call()),
      "to=010&text=park%40customer.example&n=42");
  EXPECT_EQ(body_of(custom("application/xml", "<t>{{subject}}</t>"), call()),
            "<t>설비 &quot;A&amp;B&quot; &lt;멈춤&gt;</t>");
  EXPECT_EQ(body_of(custom("text/plain; charset=utf-8", "{{ticket}}{{assignee}}"), call()), "42");
}

TEST(WebhookSignature, IsThatOfStandardWebhooks) {
  const core::Time at(1614265330s);
  EXPECT_EQ(signature_of({"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "msg_p5jXN8AQM9LWM0D4loKWxJek", at,
                         R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(timestamp_of(at + 999ms), "1614265330");
}

TEST(WebhookSignature, WhileASecretIsReplacedBothSign) {
  const core::Time at(1614265330s);
  EXPECT_EQ(signature_of({"new", "old"}, "1", at, "x"),
            signature_of({"new"}, "1", at, "x") + ' ' + signature_of({"old"}, "1", at, "x"));
}

TEST(OwnNetwork, OnlyTheOpenInternetIsCalled) {
  for (const auto* address : {"8.8.8.8", "100.63.255.255", "172.15.0.1", "172.32.0.1", "2606:4700::1111"})
    EXPECT_TRUE(is_public_address(address)) << address;
  for (const auto* address :
       {"127.0.0.1",      "127.255.255.254", "0.0.0.0",         "10.0.0.5",    "172.16.0.1",
        "172.31.255.255", "192.168.1.1",     "169.254.169.254", "100.64.0.1",  "192.0.0.8",
        "198.18.0.1",     "224.0.0.1",       "255.255.255.255", "::",          "::1",
        "fe80::1",        "fc00::1",         "fd12:3456::1",    "ff02::1",     "2001:db8::1",
        "2001::1",        "2002:7f00:1::",   "64:ff9b::7f00:1", "::127.0.0.1", "",
        "localhost"})
    EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(WebhookRests, ASilentWebhookRestsLongerEachTimeAndOthersDoNot) {
  WebhookRests rests;
  core::Time now(1000s);
  rests.failed("webhook:a", now);
  rests.failed("webhook:a", now);  // another thread saw the same
  EXPECT_TRUE(rests.rests_until("webhook:a", now + 4s));
  EXPECT_FALSE(rests.rests_until("webhook:b", now));
  EXPECT_FALSE(rests.rests_until("webhook:a", now + 5s));
  rests.failed("webhook:a", now + 5s);
  EXPECT_TRUE(rests.rests_until("webhook:a", now + 14s));
  rests.failed("webhook:b", now, 2min);  // Retry-After
  EXPECT_TRUE(rests.rests_until("webhook:b", now + 119s));
  rests.failed("webhook:c", now, 300h);
  EXPECT_FALSE(rests.rests_until("webhook:c", now + 16min)) << "nobody makes us wait for days";
  rests.answered("webhook:a");
  rests.failed("webhook:a", now + 1min);
  EXPECT_FALSE(rests.rests_until("webhook:a", now + 65s)) << "after an answer it begins anew";
  rests.end();
  EXPECT_FALSE(rests.rests_until("webhook:b", now));
}

TEST(WebhookRests, OfManyCallsInAMinuteTheLastOnesWait) {
  WebhookRests rests;
  const core::Time now(1000s);
  rests.called("webhook:sms", now, 2);
  EXPECT_FALSE(rests.rests_until("webhook:sms", now));
  rests.called("webhook:sms", now + 20s, 2);
  rests.answered("webhook:sms");
  EXPECT_TRUE(rests.rests_until("webhook:sms", now + 59s)) << "an answer does not make the minute shorter";
  EXPECT_FALSE(rests.rests_until("webhook:sms", now + 60s));
  rests.called("webhook:sms", now + 61s, 2);
  EXPECT_FALSE(rests.rests_until("webhook:sms", now + 61s));
}

}  // namespace ticketd::daemon
