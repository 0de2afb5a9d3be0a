// Tells systemd how we are (sd_notify(3)); says nothing when it did not start us.
#pragma once

namespace ticketd::daemon::service_manager {

void ready();
void reloading();
void stopping();
void alive();

}  // namespace ticketd::daemon::service_manager
