// Until when a wait for the network may take.
#pragma once

#include <algorithm>
#include <chrono>
#include <climits>

namespace ticketd::daemon {

using Deadline = std::chrono::steady_clock::time_point;

[[nodiscard]] inline Deadline after(std::chrono::milliseconds wait) {
  return std::chrono::steady_clock::now() + wait;
}

/// For poll(2): 0 once it is over.
[[nodiscard]] inline int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<long long>(left.count(), 0, INT_MAX));
}

}  // namespace ticketd::daemon
