// A list of peers from the configuration: "192.0.2.7", "10.1.0.0/16", "2001:db8::/32". Any thread.
#pragma once

#include "core/result.h"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <string>
#include <vector>

namespace ticketd::daemon {

class AddressList {
 public:
  static Result<AddressList> parse(const std::vector<std::string>& entries);

  /// `peer`: as name_of_peer() writes it; "unix" is in no list.
  [[nodiscard]] bool contains(const std::string& peer) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace ticketd::daemon
