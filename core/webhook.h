// Programs that are told what happens to tickets (`[[webhook]]` of desk.toml). A call is a letter to a
// program: frozen with the ticket's change, in the same outbox, and sent by a route of its own.
#pragma once

#include "core/rule.h"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace ticketd::core {

class Draft;

enum class WebhookFormat : std::uint8_t {
  json,    ///< everything, signed
  slack,   ///< {"text": …}, as Slack, Mattermost and others read it
  custom,  ///< a body of the desk's own, for SMS gateways and the like
};

struct Webhook {
  std::string name;
  std::string url;       ///< https://, or http:// where the operator allows it
  std::string url_file;  ///< absolute: instead of `url`, where the URL is a secret
  WebhookFormat format = WebhookFormat::json;
  std::string secret_file;  ///< absolute: what calls are signed with, one secret a line; empty: unsigned
  std::string authorization_file;  ///< absolute: the value of an Authorization field
  std::string tls_ca_file;         ///< absolute; empty: the system's
  std::string text;                ///< of slack; empty: ours
  std::string content_type, body;  ///< of custom
  std::chrono::seconds timeout{10};
  int per_minute = 60;            ///< calls; more of them wait
  bool tells_notes = false;       ///< the words of private notes, too
  bool repeats_uncertain = true;  ///< a call that may have arrived is made again, under the same id
};

/// What `text` and `body` may say in {{…}}, and what stands in the JSON.
// clang-format off
inline constexpr auto webhook_variables = std::to_array<std::string_view>({
    "id", "desk", "event", "rule", "at", "ticket", "subject", "state", "priority", "channel", "mailbox", "group", "assignee",
    "tags", "created_at", "requester_name", "requester_address", "text", "author_name", "author_role", "visibility"});
// clang-format on

/// The sender under which its calls stand in the outbox; no mail address looks like this.
[[nodiscard]] std::string webhook_sender(std::string_view name);
[[nodiscard]] bool is_webhook_sender(std::string_view sender);
/// Its name, of such a sender.
[[nodiscard]] std::string_view webhook_name(std::string_view sender);

/// Queues a call about what was said, or what else happened, in `entry`.
void call_webhook(Draft&, const Webhook&, RuleEvent, const std::string& rule, const Entry&);

}  // namespace ticketd::core
