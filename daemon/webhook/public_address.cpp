#include "daemon/webhook/public_address.h"

namespace ticketd::daemon {

namespace {

/// The registries of special-purpose addresses (RFC 6890 and after), and multicast.
const AddressList& special_networks() {
  static const auto list =
      AddressList::parse({"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                          "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
                          "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
                          "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"})
          .value();
  return list;
}

/// IPv4, and all that IPv6 has given out to be reached from everywhere (RFC 4291 2.4).
const AddressList& global_unicast() {
  static const auto list = AddressList::parse({"0.0.0.0/0", "2000::/3"}).value();
  return list;
}

}  // namespace

bool is_public_address(const std::string& address) {
  return global_unicast().contains(address) && !special_networks().contains(address);
}

}  // namespace ticketd::daemon
