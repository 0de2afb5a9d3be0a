#include "daemon/service_manager.h"

#include <systemd/sd-daemon.h>

namespace ticketd::daemon::service_manager {

// sd_notify's result only says whether somebody listens: there is nothing to do about it.
void ready() { (void)sd_notify(0, "READY=1"); }
void reloading() { (void)sd_notify(0, "RELOADING=1"); }
void stopping() { (void)sd_notify(0, "STOPPING=1"); }
void alive() { (void)sd_notify(0, "WATCHDOG=1"); }

std::optional<std::chrono::microseconds> watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return std::chrono::microseconds(microseconds);
}

}  // namespace ticketd::daemon::service_manager
