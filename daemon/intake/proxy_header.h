// The PROXY protocol, versions 1 and 2, as haproxy and load balancers speak it: who really connects stands in
// front of everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ticketd::daemon {

struct ProxyHeader {
  enum class State : std::uint8_t { incomplete, complete, wrong };
  State state = State::incomplete;
  std::size_t size = 0;  ///< octets that belong to it
  std::string source;    ///< the client's address; empty: the proxy speaks for itself, or does not know
};

/// `bytes`: all that came so far. A header longer than 536 octets is wrong.
[[nodiscard]] ProxyHeader read_proxy(std::string_view bytes);

}  // namespace ticketd::daemon
