#include "daemon/webhook/calls.h"
#include "daemon/webhook/hosts.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

using namespace std::chrono_literals;

namespace {

const core::Time noon{std::chrono::hours(490'000)};

core::OutboxItem call_of(const std::string& webhook) {
  core::OutboxItem call;
  call.letter.kind = core::LetterKind::webhook;
  call.letter.from.address = core::webhook_sender(webhook);
  return call;
}

core::DeliveryOutcome outcome(core::SendState state) {
  return {.change = {.outbox = {1}, .state = state, .attempts = 1, .next_at = noon, .last_error = {}}};
}

}  // namespace

TEST(WebhookCalls, EachWebhookIsToldToFailOnceADay) {
  WebhookCalls calls;
  const auto is_news = [&](const std::string& webhook, core::Time now) {
    auto failed = outcome(core::SendState::failed);
    calls.note(call_of(webhook), failed, now);
    return !failed.is_known;
  };
  EXPECT_TRUE(is_news("ops", noon));
  EXPECT_FALSE(is_news("ops", noon + 23h));
  EXPECT_TRUE(is_news("sms", noon + 23h));
  EXPECT_TRUE(is_news("ops", noon + 24h));
}

TEST(WebhookCalls, AreCountedByWhatBecameOfThem) {
  WebhookCalls calls;
  for (const auto state :
       {core::SendState::sent, core::SendState::sent, core::SendState::queued, core::SendState::failed}) {
    auto one = outcome(state);
    calls.note(call_of("ops"), one, noon);
  }
  auto rests = outcome(core::SendState::queued);
  rests.change.attempts = 0;  // nobody was called
  calls.note(call_of("ops"), rests, noon);
  const auto counts = calls.counts().at("ops");
  EXPECT_EQ(counts.sent, 2);
  EXPECT_EQ(counts.put_off, 1);
  EXPECT_EQ(counts.failed, 1);
}

TEST(WebhookCalls, WebhooksOfOneHostShareIt) {
  core::Desk desk;
  desk.webhooks = {{.name = "a", .url = "https://Hooks.example.com/one?x=@"},
                   {.name = "b", .url = "https://hooks.example.com/two"},
                   {.name = "c", .url = "https://hooks.example.com:8443"},
                   {.name = "gone", .url_file = "/nowhere/url"}};
  const auto hosts = hosts_of_webhooks(desk);
  EXPECT_EQ(hosts.at("webhook:a"), "hooks.example.com");
  EXPECT_EQ(hosts.at("webhook:b"), "hooks.example.com");
  EXPECT_EQ(hosts.at("webhook:c"), "hooks.example.com:8443");
  EXPECT_EQ(hosts.at("webhook:gone"), "gone") << "its call says what is wrong";
}

}  // namespace ticketd::daemon
