// Who yields to whom when the processor is short: the doors and the writer answer peers, everybody else
// catches up.
#pragma once

namespace ticketd::daemon {

/// This thread runs when those that answer a peer leave it time; they leave it a little always.
void go_behind_the_doors();

}  // namespace ticketd::daemon
