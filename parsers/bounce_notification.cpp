#include "parsers/bounce_notification.h"

#include "core/text.h"

#include <cstddef>
#include <string>

namespace ticketd::parsers {
namespace {

constexpr std::size_t most_recipients = 200;
constexpr std::size_t longest_value = 2000;

/// The string behind `"key":` at or after `from`; moves `from` behind it. Enough JSON for one known form:
/// line breaks that the mail put into a string are left out, escapes give the character itself.
std::string string_behind(std::string_view json, std::string_view key, std::size_t& from) {
  const auto at = json.find(key, from);
  if (at == std::string_view::npos) return {};
  auto i = json.find_first_not_of(" :\t\r\n", at + key.size());
  if (i == std::string_view::npos || json[i] != '"') return {};
  std::string value;
  for (++i; i < json.size() && json[i] != '"' && value.size() < longest_value; ++i) {
    if (json[i] == '\\' && i + 1 < json.size()) ++i;
    if (json[i] != '\r' && json[i] != '\n') value += json[i];
  }
  from = i;
  return value;
}

std::string_view up_to(std::string_view text, std::string_view end) { return text.substr(0, text.find(end)); }

}  // namespace

std::vector<core::BouncedRecipient> read_bounce_notification(std::string_view text) {
  text = core::trim(text);
  if (!text.starts_with('{')) return {};
  std::size_t at = 0;
  auto type = string_behind(text, "\"notificationType\"", at);
  if (type.empty()) type = string_behind(text, "\"eventType\"", at);
  if (type != "Bounce") return {};
  const auto list = text.find("\"bouncedRecipients\"");
  if (list == std::string_view::npos) return {};
  auto rest = up_to(text.substr(list), "]");

  std::vector<core::BouncedRecipient> recipients;
  while (recipients.size() < most_recipients) {
    const auto open = rest.find('{');
    if (open == std::string_view::npos) break;
    const auto object = up_to(rest.substr(open), "}");
    const auto value = [&](std::string_view key) {
      std::size_t from = 0;
      return string_behind(object, key, from);
    };
    core::BouncedRecipient recipient;
    recipient.address = value("\"emailAddress\"");
    recipient.status = value("\"status\"");
    recipient.diagnostic = value("\"diagnosticCode\"");
    if (value("\"action\"") == "delayed") recipient.action = core::DeliveryAction::delayed;
    if (!recipient.address.empty()) recipients.push_back(std::move(recipient));
    rest.remove_prefix(open + 1);
  }
  return recipients;
}

}  // namespace ticketd::parsers
