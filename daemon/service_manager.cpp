#include "daemon/service_manager.h"

#include <systemd/sd-daemon.h>

namespace ticketd::daemon::service_manager {

// sd_notify's result only says whether somebody listens: there is nothing to do about it.
void ready() { (void)sd_notify(0, "READY=1"); }
void reloading() { (void)sd_notify(0, "RELOADING=1"); }
void stopping() { (void)sd_notify(0, "STOPPING=1"); }
void alive() { (void)sd_notify(0, "WATCHDOG=1"); }

}  // namespace ticketd::daemon::service_manager
