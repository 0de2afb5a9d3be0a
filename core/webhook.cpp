#include "core/webhook.h"

#include "core/draft.h"
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/text.h"

namespace ticketd::core {

namespace {

constexpr std::string_view sender_prefix = "webhook:";
constexpr std::size_t longest_text = 8000;  // characters

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

/// Names a call for good: numbers alone would come again after a database was put back.
std::string call_id(OutboxId id, Time now) {
  return std::to_string(id.value) + '-' + std::to_string(now.time_since_epoch().count());
}

std::map<std::string, std::string> of_ticket(const Ticket& ticket) {
  return {{"ticket", std::to_string(ticket.id.value)},
          {"subject", ticket.subject},
          {"state", std::string(name_of(ticket.state))},
          {"priority", std::string(name_of(ticket.priority))},
          {"channel", ticket.channel},
          {"mailbox", ticket.mailbox},
          {"group", ticket.group},
          {"assignee", ticket.assignee},
          {"tags", joined(ticket.tags)},
          {"created_at", rfc3339(ticket.created_at)},
          {"requester_name", ticket.requester.name},
          {"requester_address", ticket.requester.address}};
}

}  // namespace

std::string webhook_sender(std::string_view name) { return std::string(sender_prefix) + std::string(name); }
bool is_webhook_sender(std::string_view sender) { return sender.starts_with(sender_prefix); }
std::string_view webhook_name(std::string_view sender) { return sender.substr(sender_prefix.size()); }

void call_webhook(Draft& draft, const Webhook& webhook, RuleEvent event, const std::string& rule,
                  const Entry& entry) {
  const auto& house = draft.house();
  const auto id = draft.next_outbox();
  const std::string event_name(name_of(event));
  Letter call;
  call.kind = LetterKind::webhook;
  call.from.address = call.to.address = webhook_sender(webhook.name);
  call.subject = draft.ticket().subject;
  call.date = house.now;
  call.variables = of_ticket(draft.ticket());
  call.variables.insert({{"id", call_id(id, house.now)},
                         {"desk", house.settings.hostname},
                         {"event", event_name},
                         {"rule", rule},
                         {"at", rfc3339(house.now)},
                         {"author_name", entry.author.address.name},
                         {"author_role", std::string(name_of(entry.author.role))},
                         {"visibility", std::string(name_of(entry.visibility))}});
  if (entry.visibility == Visibility::public_ || webhook.tells_notes)
    call.variables["text"] = first_code_points(entry.text, longest_text);
  draft.enqueue(id, std::move(call), std::nullopt);
  draft.record(EventKind::webhook, event_name, webhook.name, by_rule(rule));
}

}  // namespace ticketd::core
