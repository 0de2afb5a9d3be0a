#include "daemon/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

namespace ticketd::daemon {
namespace {

constexpr int behind = 10;  // a tenth of the weight of a thread that did not step back

}  // namespace

// On Linux a priority is a thread's own. Refused only when it is lower than that already.
void go_behind_the_doors() {
  const auto self = static_cast<id_t>(::gettid());
  (void)::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + behind);
}

}  // namespace ticketd::daemon
