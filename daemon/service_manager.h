// Tells systemd how we are (sd_notify(3)); says nothing when it did not start us.
#pragma once

#include <chrono>
#include <optional>

namespace ticketd::daemon::service_manager {

void ready();
void reloading();
void stopping();
void alive();
/// How often systemd wants to hear `alive`; nothing when it does not watch.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace ticketd::daemon::service_manager
