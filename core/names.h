// The one spelling of every enumerator: in JSON, desk.toml, the database and on the command line.
#pragma once

#include "core/account.h"
#include "core/authority.h"
#include "core/desk.h"
#include "core/error.h"
#include "core/evidence.h"
#include "core/intake.h"
#include "core/letter.h"
#include "core/mail.h"
#include "core/queue_action.h"
#include "core/ticket.h"
#include "core/trace.h"

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace ticketd::core {

template <class Enum>
inline constexpr std::array<std::string_view, 0> names_of{};

template <>
inline constexpr auto names_of<MailKind> = std::to_array<std::string_view>({"human", "auto_reply", "bounce",
                                                                            "list", "receipt", "calendar",
                                                                            "automatic"});
template <>
inline constexpr auto names_of<DeliveryAction> =
    std::to_array<std::string_view>({"failed", "delayed", "delivered", "relayed", "expanded"});
template <>
inline constexpr auto names_of<BounceReason> =
    std::to_array<std::string_view>({"user_unknown", "mailbox_full", "domain_unknown", "policy", "spam",
                                     "size", "network", "content", "expired", "other"});
template <>
inline constexpr auto names_of<State> = std::to_array<std::string_view>(
    {"open", "pending", "waiting_on_customer", "waiting_on_third_party", "on_hold", "escalated",
     "escalation_answered", "resolved", "closed", "spam", "merged"});
template <>
inline constexpr auto names_of<Priority> = std::to_array<std::string_view>({"low", "normal", "high",
                                                                            "urgent"});
template <>
inline constexpr auto names_of<Role> = std::to_array<std::string_view>({"requester", "cc", "agent",
                                                                        "forwardee", "stranger", "system"});
template <>
inline constexpr auto names_of<Trust> = std::to_array<std::string_view>({"proven", "plausible", "unproven"});
template <>
inline constexpr auto names_of<EntryKind> = std::to_array<std::string_view>({"mail", "note", "automatic"});
template <>
inline constexpr auto names_of<Visibility> = std::to_array<std::string_view>({"public", "private"});
template <>
inline constexpr auto names_of<LinkKind> = std::to_array<std::string_view>(
    {"follow_up_of", "possible_origin", "merged_into", "split_from", "escalated_to", "escalated_from"});
template <>
inline constexpr auto names_of<EventKind> = std::to_array<std::string_view>(
    {"created", "state",  "assigned",   "transferred", "priority",  "tag",      "participant",
     "merged",  "linked", "bounce",     "forwarded",   "rule",      "delivery", "confirmation",
     "command", "masked", "sla",        "snoozed",     "split",     "undone",   "breaker",
     "webhook", "survey", "unassigned", "field",       "resolution"});
template <>
inline constexpr auto names_of<LetterKind> = std::to_array<std::string_view>(
    {"acknowledgement", "public_reply", "resolved",        "on_hold",      "new_ticket",     "customer_reply",
     "reopened",        "note_added",   "forward",         "confirmation", "command_result", "unverified",
     "delivery_failed", "sla_warning",  "sla_breached",    "digest",       "woken",          "delivery_late",
     "delivery_held",   "closing_soon", "after_hours",     "survey",       "webhook",        "escalated",
     "unassigned",      "rule_notice",  "account_stopped", "account_works",
     "call_failed"});
template <>
inline constexpr auto names_of<SendState> = std::to_array<std::string_view>({"queued", "sending", "sent",
                                                                             "failed", "uncertain", "held"});
template <>
inline constexpr auto names_of<WebhookFormat> = std::to_array<std::string_view>({"json", "slack", "custom"});
template <>
inline constexpr auto names_of<TokenMechanism> = std::to_array<std::string_view>({"automatic", "xoauth2",
                                                                                  "oauthbearer"});
template <>
inline constexpr auto names_of<AgentRole> = std::to_array<std::string_view>({"agent", "manager", "admin"});
template <>
inline constexpr auto names_of<Permission> = std::to_array<std::string_view>({"transfer", "merge", "forward",
                                                                              "spam", "delete"});
template <>
inline constexpr auto names_of<Deed> = std::to_array<std::string_view>(
    {"read",    "create", "reply",      "note",     "resolve",  "hold",    "pending", "close",
     "reopen",  "assign", "take",       "transfer", "priority", "tag",     "untag",   "field",
     "snooze",  "star",   "merge",      "split",    "undo",     "forward", "cc",      "spam",
     "restore", "delete", "administer", "escalate", "away",     "back"});
template <>
inline constexpr auto names_of<FieldType> = std::to_array<std::string_view>({"text", "number", "date",
                                                                             "boolean", "choice"});
template <>
inline constexpr auto names_of<ApiScope> = std::to_array<std::string_view>({"read", "write", "admin"});
template <>
inline constexpr auto names_of<RuleEvent> = std::to_array<std::string_view>(
    {"created", "requester_replied", "participant_replied", "agent_replied", "forwardee_replied",
     "note_added", "bounced", "state_changed", "assigned", "field_changed", "sla_warning", "sla_breached",
     "time", "rated", "woken", "transferred"});
template <>
inline constexpr auto names_of<Mood> = std::to_array<std::string_view>({"neutral", "thanks", "complaint",
                                                                        "question"});
template <>
inline constexpr auto names_of<SlaTarget> = std::to_array<std::string_view>({"first_response",
                                                                             "next_response", "resolution"});
template <>
inline constexpr auto names_of<SightingHow> = std::to_array<std::string_view>({"ours", "has", "cites"});
template <>
inline constexpr auto names_of<Place> = std::to_array<std::string_view>({"ticket", "duplicate",
                                                                         "quarantine"});

template <>
inline constexpr auto names_of<SourceKind> = std::to_array<std::string_view>({"smtp", "lmtp", "imap", "pipe",
                                                                              "api"});

template <>
inline constexpr auto names_of<ErrorKind> = std::to_array<std::string_view>(
    {"network", "remote_temporary", "store_busy", "store_down", "store_full", "conflict", "overloaded",
     "credentials", "internal", "uncertain", "malformed", "too_large", "unknown_recipient", "not_found",
     "policy", "mail_loop", "remote_permanent", "bad_config", "corrupt_store"});
template <>
inline constexpr auto names_of<QueueAction> = std::to_array<std::string_view>({"retry", "hold", "drop"});

/// The values that `is_wanted` says yes to, in their order.
template <class Enum>
[[nodiscard]] std::vector<Enum> values_where(bool (*is_wanted)(Enum)) {
  std::vector<Enum> values;
  for (std::size_t i = 0; i < names_of<Enum>.size(); ++i)
    if (const auto value = static_cast<Enum>(i); is_wanted(value)) values.push_back(value);
  return values;
}

template <class Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value) {
  return names_of<Enum>.at(static_cast<std::size_t>(value));
}

template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> named(std::string_view name) {
  for (std::size_t i = 0; i < names_of<Enum>.size(); ++i)
    if (names_of<Enum>[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace ticketd::core
