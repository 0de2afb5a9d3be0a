// What follows a try to deliver one mail (RFC 5321 4.5.4.1).
#pragma once

#include "core/error.h"
#include "core/types.h"

#include <chrono>
#include <string>
#include <variant>

namespace ticketd::core {

struct RetryPolicy {
  std::chrono::hours give_up_after{5 * 24};
  std::chrono::hours late_after{4};  ///< then an agent is told that it is still tried
  bool repeat_uncertain = false;     ///< a mail that may have arrived is sent again without asking a person
};

struct Sent {};
struct RetryAt {
  Time at;
};
struct GiveUp {
  std::string why;
};
struct Unsure {};  ///< the next hop fell silent after the last dot: a person decides
using SendVerdict = std::variant<Sent, RetryAt, GiveUp, Unsure>;

/// `failure` is null when the mail was taken. Waits 1, 5, 15, 30, 60 minutes, then hourly, each ±20 % by
/// `dice`, until the policy's end after `queued`; a permanent refusal ends it at once.
[[nodiscard]] SendVerdict after_attempt(int attempts, const Error* failure, Time queued, Time now,
                                        std::uint64_t dice, const RetryPolicy& = {});

}  // namespace ticketd::core
