#include "core/address_state.h"

#include "core/letter.h"
#include "core/mail.h"
#include "core/names.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

constexpr int bounces_that_mark = 3;
constexpr auto forgotten_after = std::chrono::days(30);

bool says_no_such_address(const BouncedRecipient& report) {
  static constexpr std::array<std::string_view, 3> codes{"5.1.1", "5.1.2", "5.1.10"};
  if (!report.status.empty()) return std::find(codes.begin(), codes.end(), report.status) != codes.end();
  return report.reason == BounceReason::user_unknown || report.reason == BounceReason::domain_unknown;
}

}  // namespace

bool is_hard(const BouncedRecipient& report) {
  if (report.action != DeliveryAction::failed || report.reason == BounceReason::mailbox_full) return false;
  return report.status.starts_with("5.") || (report.status.empty() && says_no_such_address(report));
}

AddressState after_hard_bounce(AddressState before, const BouncedRecipient& report, Time now) {
  if (now - before.last_bounce > forgotten_after) before.hard_bounces = 0;
  ++before.hard_bounces;
  before.last_bounce = now;
  before.reason = said_of(report);
  if (!before.marked_at && (says_no_such_address(report) || before.hard_bounces >= bounces_that_mark))
    before.marked_at = now;
  return before;
}

std::string said_of(const BouncedRecipient& report) {
  return std::string(name_of(report.reason)) + (report.status.empty() ? "" : " " + report.status) +
         (report.diagnostic.empty() ? "" : ": " + report.diagnostic);
}

bool is_held_back(const OutboxItem& item) {
  const auto& marked_at = item.recipient.marked_at;
  const bool asked_for_since = item.queued_at > item.created_at && marked_at && item.queued_at >= *marked_at;
  return marked_at && !asked_for_since;
}

}  // namespace ticketd::core
