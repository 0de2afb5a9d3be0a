#include "daemon/webhook/webhook_sender.h"

#include "core/text.h"
#include "daemon/mail_client/http_post.h"
#include "daemon/mail_client/login.h"
#include "daemon/webhook/body.h"
#include "daemon/webhook/public_address.h"
#include "daemon/webhook/signature.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

using core::ErrorKind;

/// The value of a field, which must not begin another one.
Result<std::string> authorization_in(const std::string& file) {
  auto value = secret_in(file);
  if (!value) return value;
  const bool plain =
      std::all_of(value->begin(), value->end(), [](unsigned char c) { return c >= ' ' && c != 0x7f; });
  if (!plain) return fail(ErrorKind::bad_config, file + ": holds what no field of a header can");
  return value;
}

Result<HttpPost> request_of(const core::Webhook& webhook, const OutgoingMail& call, core::Time now) {
  HttpPost request{.url = webhook.url, .body = call.bytes, .tls_ca_file = webhook.tls_ca_file};
  if (!webhook.url_file.empty()) {
    auto url = secret_in(webhook.url_file);
    if (!url) return fail(url);
    request.url = std::move(*url);
  }
  request.fields = {{"Content-Type", content_type_of(webhook)},
                    {"User-Agent", "ticketd"},
                    {"webhook-id", call.id},
                    {"webhook-timestamp", timestamp_of(now)}};
  if (!webhook.secret_file.empty()) {
    const auto secrets = secrets_in(webhook.secret_file);
    if (!secrets) return fail(secrets);
    request.fields.emplace_back("webhook-signature", signature_of(*secrets, call.id, now, call.bytes));
  }
  if (!webhook.authorization_file.empty()) {
    auto value = authorization_in(webhook.authorization_file);
    if (!value) return fail(value);
    request.fields.emplace_back("Authorization", std::move(*value));
  }
  return request;
}

/// Who says "later" may be asked again; who refuses, or sends us elsewhere, will do so the next time, too.
Result<SentInfo> outcome_of(const HttpAnswer& answer) {
  const auto status = "HTTP status " + std::to_string(answer.status);
  if (answer.status / 100 == 2) return SentInfo{status};
  const bool later =
      answer.status >= 500 || answer.status == 408 || answer.status == 425 || answer.status == 429;
  if (answer.status / 100 == 3)
    return fail(ErrorKind::remote_permanent, status + ": redirects are not followed");
  return fail(later ? ErrorKind::remote_temporary : ErrorKind::remote_permanent, status);
}

}  // namespace

std::vector<Result<SentInfo>> WebhookSender::send(std::span<const OutgoingMail> calls,
                                                  const std::stop_token& stop) {
  std::vector<Result<SentInfo>> outcomes;
  for (const auto& one : calls) {
    const bool begin =
        outcomes.empty() || (!stop.stop_requested() && !rests_.rests_until(one.sender, clock_.now()));
    if (!begin) break;  // put off by the dispatcher
    outcomes.push_back(call(one));
  }
  return outcomes;
}

Result<SentInfo> WebhookSender::call(const OutgoingMail& call) {
  const auto standing = current_.get();
  const auto* webhook = standing->desk.webhook_named(core::webhook_name(call.sender));
  if (!webhook) return fail(ErrorKind::remote_permanent, "the desk has no such webhook any more");
  auto request = request_of(*webhook, call, clock_.now());
  if (!request) return fail(ErrorKind::remote_temporary, request.error().detail);
  request->clear_text = limits_.clear_text;
  request->may_connect = [this](const std::string& address) {
    return is_public_address(address) || limits_.own_networks.contains(address);
  };
  rests_.called(call.sender, clock_.now(), webhook->per_minute);
  const auto answer = post(*request, stop_, after(webhook->timeout));
  if (!answer) {
    const auto& error = answer.error();
    if (error.kind == ErrorKind::policy) return fail(ErrorKind::remote_permanent, error.detail);
    rests_.failed(call.sender, clock_.now());
    const bool ask = error.kind == ErrorKind::uncertain && !webhook->repeats_uncertain;
    return fail(ask ? ErrorKind::uncertain : ErrorKind::network, error.detail);
  }
  auto outcome = outcome_of(*answer);
  if (!outcome && outcome.error().kind == ErrorKind::remote_temporary)
    rests_.failed(call.sender, clock_.now(), answer->retry_after);
  else
    rests_.answered(call.sender);
  return outcome;
}

}  // namespace ticketd::daemon
