// Which addresses a webhook may be called at: whoever may write a desk must not reach what stands behind our
// firewall (SSRF).
#pragma once

#include "daemon/intake/address_list.h"

#include <string>

namespace ticketd::daemon {

/// Whether the address belongs to the open Internet: not this machine, a private network, a link, the
/// metadata service of a cloud, a tunnel that hides an IPv4 address, or what has no use yet.
[[nodiscard]] bool is_public_address(const std::string& address);

}  // namespace ticketd::daemon
