#include "core/spam.h"

#include "core/text.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

/// How filters say yes: SpamAssassin and its kin, and the actions of rspamd above "greylist".
constexpr auto yes =
    std::to_array<std::string_view>({"yes", "true", "spam", "add header", "rewrite subject", "reject"});

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const auto& own) { return equal_ignoring_case(own, name); });
}

/// "Yes, score=9.1 required=5.0" as well as "YES".
bool says_yes(std::string_view value) {
  return std::any_of(yes.begin(), yes.end(), [&](std::string_view word) {
    if (!starts_with_ignoring_case(value, word)) return false;
    const auto rest = value.substr(word.size());
    return rest.empty() || std::string_view(",; \t(").find(rest.front()) != std::string_view::npos;
  });
}

}  // namespace

std::optional<std::string> spam_verdict(const Mail& mail, const Source& source,
                                        const TrustSettings& settings) {
  if (!source.behind_our_border) return std::nullopt;
  for (const auto& field : mail.trace) {
    if (field.kind == TraceField::Kind::received && !contains(settings.hosts, field.received_by)) break;
    if (field.kind == TraceField::Kind::spam && contains(settings.spam_headers, field.name) &&
        says_yes(field.value))
      return field.name + ": " + field.value;
  }
  return std::nullopt;
}

}  // namespace ticketd::core
