// What became of the calls of webhooks since the start: counted for /metrics, and told to managers once a day
// for each webhook that fails, not once for each call. Any thread.
#pragma once

#include "core/delivery.h"
#include "core/webhook.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace ticketd::daemon {

class WebhookCalls {
 public:
  struct Counts {
    std::int64_t sent = 0, failed = 0;
    std::int64_t put_off = 0;  ///< tries that did not succeed, and will be made again
  };

  /// A further failure within a day becomes known news.
  void note(const core::OutboxItem& call, core::DeliveryOutcome& outcome, core::Time now) {
    const std::lock_guard lock(mutex_);
    auto& webhook = webhooks_[std::string(core::webhook_name(call.letter.from.address))];
    if (outcome.change.state == core::SendState::sent) ++webhook.counts.sent;
    if (outcome.change.state == core::SendState::queued && outcome.change.attempts > call.attempts)
      ++webhook.counts.put_off;
    if (outcome.change.state != core::SendState::failed) return;
    ++webhook.counts.failed;
    outcome.is_known = webhook.told && now < *webhook.told + std::chrono::days(1);
    if (!outcome.is_known) webhook.told = now;
  }

  [[nodiscard]] std::map<std::string, Counts> counts() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, Counts> counts;
    for (const auto& [name, webhook] : webhooks_) counts[name] = webhook.counts;
    return counts;
  }

 private:
  struct Webhook {
    Counts counts;
    std::optional<core::Time> told;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Webhook> webhooks_;
};

}  // namespace ticketd::daemon
