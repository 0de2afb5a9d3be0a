#include "daemon/intake/address_list.h"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace ticketd::daemon {

namespace ip = boost::asio::ip;

Result<AddressList> AddressList::parse(const std::vector<std::string>& entries) {
  AddressList list;
  for (const auto& entry : entries) {
    const bool v6 = entry.find(':') != std::string::npos;
    const bool network = entry.find('/') != std::string::npos;
    const auto text = network ? entry : entry + (v6 ? "/128" : "/32");
    boost::system::error_code error;
    if (v6)
      list.v6_.push_back(ip::make_network_v6(text, error));
    else
      list.v4_.push_back(ip::make_network_v4(text, error));
    if (error) return fail(core::ErrorKind::bad_config, "\"" + entry + "\" is not an address or a network");
  }
  return list;
}

bool AddressList::contains(const std::string& peer) const {
  if (v4_.empty() && v6_.empty()) return false;
  boost::system::error_code error;
  const auto address = ip::make_address(peer, error);
  if (error) return false;
  // A network's hosts() leave out its first and last address, so its members are compared by their prefix.
  if (address.is_v4())
    return std::any_of(v4_.begin(), v4_.end(), [&](const ip::network_v4& network) {
      return ip::network_v4(address.to_v4(), network.prefix_length()).canonical() == network.canonical();
    });
  return std::any_of(v6_.begin(), v6_.end(), [&](const ip::network_v6& network) {
    return ip::network_v6(address.to_v6(), network.prefix_length()).canonical() == network.canonical();
  });
}

}  // namespace ticketd::daemon
