#include "daemon/webhook/body.h"

#include "core/percent.h"
#include "core/placeholders.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

namespace ticketd::daemon {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view slack_text =
    "[#{{ticket}}] {{subject}} ({{priority}}, {{state}})\n{{event}}: {{author_name}}\n{{text}}";

std::string value(const core::Letter& call, std::string_view name) {
  const auto found = call.variables.find(std::string(name));
  return found == call.variables.end() ? std::string{} : found->second;
}

Json text_or_null(const core::Letter& call, std::string_view name) {
  auto text = value(call, name);
  return text.empty() ? Json() : Json(std::move(text));
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json list_of(const std::string& joined) {
  auto list = Json::array();
  if (!joined.empty())
    for (const auto word : core::split(joined, ',')) list.push_back(word);
  return list;
}

/// The names of the API (docs/openapi.yaml), as far as they go.
std::string everything(const core::Letter& call) {
  const auto text = [&](std::string_view name) { return text_or_null(call, name); };
  const Json ticket{
      {"id", std::stoll('0' + value(call, "ticket"))},
      {"subject", value(call, "subject")},
      {"state", text("state")},
      {"priority", text("priority")},
      {"channel", text("channel")},
      {"mailbox", text("mailbox")},
      {"group", text("group")},
      {"assignee", text("assignee")},
      {"requester", {{"name", value(call, "requester_name")}, {"address", value(call, "requester_address")}}},
      {"tags", list_of(value(call, "tags"))},
      {"created_at", text("created_at")}};
  const Json entry{{"visibility", text("visibility")},
                   {"author", {{"name", value(call, "author_name")}, {"role", text("author_role")}}},
                   {"text", text("text")}};
  return dump({{"id", text("id")},
               {"desk", text("desk")},
               {"event", text("event")},
               {"rule", text("rule")},
               {"at", text("at")},
               {"ticket", ticket},
               {"entry", entry}});
}

/// Slack reads & < > as its own marks.
std::string without_slack_marks(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

std::string for_slack(const core::Webhook& webhook, const core::Letter& call) {
  const auto words =
      core::filled(webhook.text.empty() ? slack_text : webhook.text,
                   [&](std::string_view name) { return without_slack_marks(value(call, name)); });
  return dump({{"text", core::trim(words)}});
}

std::string in_json(const std::string& text) {
  const auto quoted = dump(text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string in_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool forbidden = static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t';
    out += c == '&'    ? "&amp;"
           : c == '<'  ? "&lt;"
           : c == '>'  ? "&gt;"
           : c == '"'  ? "&quot;"
           : c == '\'' ? "&#39;"
           : forbidden ? std::string(" ")
                       : std::string(1, c);
  }
  return out;
}

/// A value so that it can end neither its field nor its string.
std::string escaped_for(std::string_view content_type, const std::string& text) {
  if (content_type.starts_with("application/json")) return in_json(text);
  if (content_type.starts_with("application/x-www-form-urlencoded")) return core::percent_encoded(text);
  if (content_type.starts_with("application/xml")) return in_xml(text);
  return text;
}

}  // namespace

std::string content_type_of(const core::Webhook& webhook) {
  return webhook.format == core::WebhookFormat::custom ? webhook.content_type : "application/json";
}

std::string body_of(const core::Webhook& webhook, const core::Letter& call) {
  switch (webhook.format) {
    case core::WebhookFormat::json:
      return everything(call);
    case core::WebhookFormat::slack:
      return for_slack(webhook, call);
    case core::WebhookFormat::custom:
      return core::filled(webhook.body, [&](std::string_view name) {
        return escaped_for(webhook.content_type, value(call, name));
      });
  }
  return {};
}

}  // namespace ticketd::daemon
