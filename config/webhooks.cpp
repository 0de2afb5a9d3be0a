#include "config/webhooks.h"

#include "config/addresses.h"
#include "config/taken.h"
#include "core/placeholders.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::config {

namespace {

constexpr auto content_types = std::to_array<std::string_view>(
    {"application/json", "application/x-www-form-urlencoded", "application/xml", "text/plain"});

/// Whether http:// may be called is for the operator to say (ticketd.toml), and known when it is called.
void check_url(const Section& table, const core::Webhook& webhook) {
  if (webhook.url.empty() == webhook.url_file.empty())
    return table.wrong("needs a url, or a url_file that holds it");
  if (webhook.url.empty()) return;
  const auto url = parse_url(webhook.url);
  if (!url || (url->scheme != "https" && url->scheme != "http"))
    table.wrong("url", "\"" + webhook.url + "\" is not https://HOST[:PORT]/PATH");
}

void check_words(const Section& table, std::string_view key, const std::string& words) {
  if (const auto unknown = core::unknown_name(words, core::webhook_variables))
    table.wrong(key, "line " + std::to_string(unknown->line) + ": " + unknown->what);
}

void check_format(const Section& table, const core::Webhook& webhook) {
  const bool custom = webhook.format == core::WebhookFormat::custom;
  if (custom) table.require("body");
  if (!custom && !webhook.body.empty()) table.wrong("body", "is of format = \"custom\"");
  if (!webhook.text.empty() && webhook.format != core::WebhookFormat::slack)
    table.wrong("text", "is of format = \"slack\"");
  const auto type = webhook.content_type.substr(0, webhook.content_type.find(';'));
  if (std::find(content_types.begin(), content_types.end(), core::trim(type)) == content_types.end())
    table.wrong("content_type", "no values can be written as \"" + webhook.content_type + '"');
}

core::Webhook read_webhook(const Section& table) {
  return {.name = table.text("name"),
          .url = table.text("url"),
          .url_file = existing_file(table, "url_file").string(),
          .format = table.choice<core::WebhookFormat>("format"),
          .secret_file = existing_file(table, "secret_file").string(),
          .authorization_file = existing_file(table, "authorization_file").string(),
          .tls_ca_file = existing_file(table, "tls_ca_file").string(),
          .text = table.text("text"),
          .content_type = table.text("content_type"),
          .body = table.text("body"),
          .timeout = table.duration("timeout"),
          .per_minute = table.integer("per_minute"),
          .tells_notes = table.boolean("notes"),
          .repeats_uncertain = table.boolean("repeat_uncertain")};
}

/// It stands in the outbox, in events and in log lines.
bool is_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return c > ' ' && c != '"' && c != 0x7f; });
}

}  // namespace

std::vector<core::Webhook> read_webhooks(const Section& root) {
  std::vector<core::Webhook> webhooks;
  Taken names("webhook");
  for (const auto& table : root.each("webhook")) {
    auto webhook = read_webhook(table);
    names.check(table, "name");
    if (!is_plain(webhook.name)) table.wrong("name", "must not hold blanks or quotation marks");
    check_url(table, webhook);
    check_format(table, webhook);
    check_words(table, "text", webhook.text);
    check_words(table, "body", webhook.body);
    webhooks.push_back(std::move(webhook));
  }
  return webhooks;
}

}  // namespace ticketd::config
