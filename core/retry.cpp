#include "core/retry.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

std::string hours_of(std::chrono::milliseconds span) {
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(span).count();
  return hours % 24 == 0 && hours > 24 ? std::to_string(hours / 24) + " days"
                                       : std::to_string(hours) + " hours";
}

}  // namespace

SendVerdict after_attempt(int attempts, const Error* failure, Time queued, Time now, std::uint64_t dice,
                          const RetryPolicy& policy) {
  using std::chrono::minutes;
  static constexpr std::array waits{minutes{1}, minutes{5}, minutes{15}, minutes{30}, minutes{60}};
  if (!failure) return Sent{};
  if (failure->kind == ErrorKind::uncertain && !policy.repeat_uncertain) return Unsure{};
  if (failure->severity() == Severity::permanent) return GiveUp{failure->detail};
  if (now - queued >= policy.give_up_after)
    return GiveUp{"still failing after " + hours_of(policy.give_up_after) + ": " + failure->detail};
  const auto step =
      std::min<std::size_t>(static_cast<std::size_t>(std::max(attempts, 1) - 1), waits.size() - 1);
  const auto wait = std::chrono::milliseconds(waits[step]);
  const auto percent = 80 + static_cast<long>(dice % 41);
  return RetryAt{now + wait * percent / 100};
}

}  // namespace ticketd::core
