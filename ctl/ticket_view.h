// A ticket of the API as text for people.
#pragma once

#include "ctl/control_client.h"

#include <ostream>

namespace ticketd::ctl {

void print_ticket(std::ostream& out, const Json& ticket);

}  // namespace ticketd::ctl
