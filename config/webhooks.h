// The [[webhook]] tables of a desk. Only config/ includes this.
#pragma once

#include "config/section.h"
#include "core/webhook.h"

#include <array>
#include <vector>

namespace ticketd::config {

inline constexpr auto webhook_keys = std::to_array<Key>({
    {.section = "", .name = "webhook", .type = Type::tables, .help = "a program that rules call"},
    {.section = "webhook", .name = "name", .help = "used in rules and in the queue"},
    {.section = "webhook", .name = "url", .fallback = "\"\"", .help = "https://HOST/PATH"},
    {.section = "webhook",
     .name = "url_file",
     .type = Type::path,
     .fallback = "\"\"",
     .help = "instead of url, where it is a secret: a file that holds it"},
    {.section = "webhook",
     .name = "format",
     .type = Type::choice,
     .fallback = "\"json\"",
     .help = "\"json\", \"slack\" or \"custom\": a body of your own",
     .choices = core::names_of<core::WebhookFormat>},
    {.section = "webhook",
     .name = "secret_file",
     .type = Type::path,
     .fallback = "\"\"",
     .help = "what calls are signed with, one secret a line; empty: unsigned"},
    {.section = "webhook",
     .name = "authorization_file",
     .type = Type::path,
     .fallback = "\"\"",
     .help = "a file that holds the value of the Authorization field"},
    {.section = "webhook",
     .name = "tls_ca_file",
     .type = Type::path,
     .fallback = "\"\"",
     .help = "authorities to trust; empty: the system's"},
    {.section = "webhook",
     .name = "text",
     .fallback = "\"\"",
     .help = "of slack; may say {{ticket}}, {{subject}}, {{text}}, …; empty: ours"},
    {.section = "webhook", .name = "body", .fallback = "\"\"", .help = "of custom, with the same names"},
    {.section = "webhook",
     .name = "content_type",
     .fallback = "\"application/json\"",
     .help = "of custom: application/json, application/x-www-form-urlencoded, application/xml or text/plain"},
    {.section = "webhook",
     .name = "timeout",
     .type = Type::duration,
     .fallback = "\"10s\"",
     .help = "for the whole call",
     .least = 1,
     .most = 60},
    {.section = "webhook",
     .name = "per_minute",
     .type = Type::integer,
     .fallback = "60",
     .help = "calls; more of them wait",
     .least = 1,
     .most = 6000},
    {.section = "webhook",
     .name = "notes",
     .type = Type::boolean,
     .fallback = "false",
     .help = "true: it is told the words of private notes, too"},
    {.section = "webhook",
     .name = "repeat_uncertain",
     .type = Type::boolean,
     .fallback = "true",
     .help = "a call that may have arrived is made again under the same id; false: a person decides"},
});

[[nodiscard]] std::vector<core::Webhook> read_webhooks(const Section& root);

}  // namespace ticketd::config
