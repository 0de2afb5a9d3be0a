// Who did something, as the history, the trace and a desk's rules spell it: "agent:kim", "rule:reopen".
#pragma once

#include "core/types.h"

#include <optional>
#include <string>
#include <string_view>

namespace ticketd::core {

namespace author_kind {
inline constexpr std::string_view agent = "agent:", rule = "rule:", mail = "mail:", api = "api:",
                                  ticket = "ticket:";
}  // namespace author_kind

[[nodiscard]] inline std::string author_name(std::string_view kind, std::string_view name) {
  return std::string(kind).append(name);
}
[[nodiscard]] inline std::string by_agent(std::string_view name) {
  return author_name(author_kind::agent, name);
}
[[nodiscard]] inline std::string by_rule(std::string_view name) {
  return author_name(author_kind::rule, name);
}
[[nodiscard]] inline std::string by_mail(std::string_view address) {
  return author_name(author_kind::mail, address);
}
[[nodiscard]] inline std::string by_token(std::string_view name) {
  return author_name(author_kind::api, name);
}
[[nodiscard]] inline std::string by_ticket(TicketId id) {
  return author_name(author_kind::ticket, std::to_string(id.value));
}

/// The desk by itself, where no rule and no person stands behind it.
[[nodiscard]] inline std::string by_system() { return "system"; }
/// Whoever is let in by the control socket and speaks as no agent.
[[nodiscard]] inline std::string by_operator() { return "operator"; }

/// "kim" of "agent:kim"; nothing where the author is of another kind. Views into `author`.
[[nodiscard]] inline std::optional<std::string_view> name_in(std::string_view author, std::string_view kind) {
  if (!author.starts_with(kind)) return std::nullopt;
  return author.substr(kind.size());
}
[[nodiscard]] inline std::optional<std::string_view> agent_in(std::string_view author) {
  return name_in(author, author_kind::agent);
}
[[nodiscard]] inline std::optional<std::string_view> rule_in(std::string_view author) {
  return name_in(author, author_kind::rule);
}

}  // namespace ticketd::core
